// clock.c - the clock of the broker, hall 0: in doubt, accepted, or set back; when it is set back,
// every hall begins its day anew (back.c).
#include "broker/hall/day/clock.h"

#include <string.h>

#include "broker/hall/core/meta.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_event.h"

int accept_clock_decide(struct deciding *d, const Hallq__Request *request) {
    int64_t wall_at_ms = d->asker->wall_at_ms;
    bool in_doubt;
    (void)request;
    int err = clock_in_doubt(d->state, &in_doubt);
    if (err)
        return err;
    if (!in_doubt)
        return refuse(d, HALLQ__REFUSAL__REASON__ALREADY, NULL);
    if (!LIMIT_CLOCK_POSSIBLE(wall_at_ms))
        return refuse(d, HALLQ__REFUSAL__REASON__CLOCK_WRONG, NULL);
    EMIT(d, CLOCK_ACCEPTED, ClockAccepted, clock_accepted, accepted);
    accepted->wall_at_ms = decision_done(d)->wall_at_ms = wall_at_ms;
    if (d->now_ms > wall_at_ms) // at half speed, hall time needs its lead once more to be met
        decision_done(d)->meets_at_ms = d->now_ms + (d->now_ms - wall_at_ms);
    return ERR_OK;
}

int begin_day_decide(struct deciding *d, const Hallq__Request *request) {
    int64_t wall_at_ms = d->asker->wall_at_ms;
    (void)request;
    if (!LIMIT_CLOCK_POSSIBLE(wall_at_ms))
        return refuse(d, HALLQ__REFUSAL__REASON__CLOCK_WRONG, NULL);
    if (d->now_ms - wall_at_ms <= LIMIT_CLOCK_OFF_MS)
        return refuse(d, HALLQ__REFUSAL__REASON__CLOCK_NOT_BEHIND, NULL);
    EMIT(d, CLOCK_SET_BACK, ClockSetBack, clock_set_back, back);
    back->wall_at_ms = decision_done(d)->wall_at_ms = wall_at_ms;
    back->from_at_ms = d->now_ms;
    return ERR_OK;
}

static void clock_emit(struct deciding *d, bool alarmed, int64_t wall_at_ms) {
    if (alarmed) {
        EMIT(d, CLOCK_ALARMED, ClockAlarmed, clock_alarmed, event);
        event->wall_at_ms = wall_at_ms;
    } else {
        EMIT(d, CLOCK_AGREED, ClockAgreed, clock_agreed, event);
        event->wall_at_ms = wall_at_ms;
    }
}

int decide_clock(struct state *s, int64_t now_ms, bool alarmed, int64_t wall_at_ms,
                 struct decision *ret) {
    struct deciding d;
    Hallq__MetaRow *meta;
    int err = deciding_begin(&d, s, now_ms, 0, ret);
    if (!err)
        err = meta_need(s, &meta);
    if (err)
        return err;
    if (meta->clock_alarm == alarmed)
        ret->record = NULL;
    else
        clock_emit(&d, alarmed, wall_at_ms);
    return ERR_OK;
}

// ---------------------------------------------------------------- apply

static int clock_alarm_set(struct change *c, bool alarm) {
    Hallq__MetaRow *meta;
    int err = meta_need(c->state, &meta);
    if (err)
        return err;
    meta->clock_alarm = alarm;
    return meta_row_put(c->state, key_meta(), meta);
}

int apply_clock_alarmed(struct change *c, const Hallq__ClockAlarmed *event) {
    (void)event;
    return clock_alarm_set(c, true);
}

int apply_clock_accepted(struct change *c, const Hallq__ClockAccepted *event) {
    (void)event;
    return clock_alarm_set(c, false);
}

int apply_clock_agreed(struct change *c, const Hallq__ClockAgreed *event) {
    (void)event;
    return clock_alarm_set(c, false);
}

struct hall_list {
    struct arena *arena;
    uint32_t *halls;
    size_t hall_count, hall_room;
};

static int hall_list_cb(void *arg, uint32_t hall) {
    struct hall_list *l = arg;
    if (l->hall_count == l->hall_room) {
        l->hall_room = l->hall_room ? 2 * l->hall_room : 64;
        uint32_t *grown = arena_need(l->arena, l->hall_room * sizeof *grown);
        if (l->hall_count)
            memcpy(grown, l->halls, l->hall_count * sizeof *grown);
        l->halls = grown;
    }
    l->halls[l->hall_count++] = hall;
    return 0;
}

// Each hall begins its day by a due row of its own.
int apply_clock_set_back(struct change *c, const Hallq__ClockSetBack *event) {
    struct hall_list l = {.arena = c->state->arena};
    int err = clock_alarm_set(c, false);
    if (!err)
        err = halls_each(c->state, hall_list_cb, &l);
    for (size_t i = 0; i < l.hall_count && !err; i++) {
        const Hallq__HallRow *row;
        err = hall_row_get(c->state, key_hall(l.halls[i]), &row);
        if (!err && row->version)
            err = due_put(c->state, event->wall_at_ms, l.halls[i], HALLQ__DUE_ROW__KIND__BEGIN_DAY,
                          (uint64_t)event->from_at_ms, NULL, 0);
    }
    return err;
}
