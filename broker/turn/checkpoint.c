#include "broker/turn/checkpoint.h"

#include "broker/turn/trouble.h"

// If the checkpoint fails, jobs see the tables as they are.
static void tables_follow(struct turn_parts *p) {
    int err = store_checkpoint(p->store);
    if (err == ERR_MAP_FULL && trouble_grow(p))
        err = store_checkpoint(p->store);
    if (err == ERR_IO)
        trouble_die(p, err);
    if (err && !p->stopped_by)
        trouble_stop(p, err);
    work_show(p->work, p->number);
}

static bool may_start(const uv_timer_t *timer) {
    return !uv_is_closing((const uv_handle_t *)timer) && !uv_is_active((const uv_handle_t *)timer);
}

static void readers_cb(uv_timer_t *h) {
    struct checkpoint *c = h->data;
    if (c->parts->look->open)
        return; // the turn is soon over, and the timer comes again
    uv_timer_stop(h);
    if (c->parts->work->visible_turn == c->parts->number)
        return;
    c->readers_shown_ms = wallclock_machine_ms();
    tables_follow(c->parts);
}

void checkpoint_readers(struct checkpoint *c) {
    int64_t wait_ms = c->readers_shown_ms + LIMIT_LOOK_MS - wallclock_machine_ms();
    if (wait_ms <= 0)
        readers_cb(&c->readers_timer);
    else if (may_start(&c->readers_timer))
        uv_timer_start(&c->readers_timer, readers_cb, (uint64_t)wait_ms, 1);
}

static void rest_cb(uv_timer_t *h) {
    struct checkpoint *c = h->data;
    if (c->parts->look->open)
        return;
    bool rests = c->rest_number == c->parts->number;
    c->rest_number = c->parts->number;
    if (!rests)
        return;
    uv_timer_stop(h);
    if (!c->parts->stopped_by) // else trouble_probe does it
        tables_follow(c->parts);
}

void checkpoint_due(struct checkpoint *c) {
    if (!c->parts->stopped_by && store_checkpoint_due(c->parts->store))
        tables_follow(c->parts);
}

void checkpoint_rest(struct checkpoint *c) {
    if (may_start(&c->rest_timer))
        uv_timer_start(&c->rest_timer, rest_cb, STORE_IDLE_MS, STORE_IDLE_MS);
}

void checkpoint_init(struct checkpoint *c, uv_loop_t *loop, struct turn_parts *parts) {
    *c = (struct checkpoint){.parts = parts, .readers_shown_ms = INT64_MIN / 2};
    uv_timer_init(loop, &c->rest_timer);
    uv_timer_init(loop, &c->readers_timer);
    c->rest_timer.data = c->readers_timer.data = c;
}

void checkpoint_close(struct checkpoint *c) {
    uv_close((uv_handle_t *)&c->rest_timer, NULL);
    uv_close((uv_handle_t *)&c->readers_timer, NULL);
}
