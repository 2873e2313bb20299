#include "broker/hall/wait/stream.h"

#include "broker/hall/wait/follow.h"

static struct key key_of(uint32_t hall, const Hallq__TicketRow *t) {
    return key_stream(hall, t->line->id, t->customer_class);
}

static void drain_read(struct drain *drain, double waited_s, double calls) {
    *drain = (struct drain){.waited_s = waited_s, .calls = calls};
}

static void stream_read(const Hallq__StreamRow *row, struct stream *ret) {
    struct past *past = &ret->past;
    *ret = (struct stream){.waiting = row->waiting};
    past->advanced_at_ms = row->advanced_at_ms;
    past->half_hour = row->half_hour;
    past->calls = row->calls;
    past->last_wait_s = row->last_wait_s;
    past->last_four_wait_s = row->last_four_wait_s;
    past->usual_wait_s = row->usual_wait_s;
    past->half_hour_wait_s = row->half_hour_wait_s;
    past->usual_counters = row->usual_counters;
    past->half_hour_calls = row->half_hour_calls;
    drain_read(&past->drain_15, row->waited_15_s, row->calls_15);
    drain_read(&past->drain_60, row->waited_60_s, row->calls_60);
    drain_read(&past->drain_day, row->waited_day_s, row->calls_day);
    ret->skill = (struct skill){.count = row->judged,
                                .root = row->root,
                                .shadow_roots = {row->queue_root, row->head_root},
                                .fallen_to = row->fallen_to};
}

static void stream_write(const struct stream *stream, Hallq__StreamRow *row) {
    const struct past *past = &stream->past;
    row->waiting = stream->waiting;
    row->advanced_at_ms = past->advanced_at_ms;
    row->half_hour = past->half_hour;
    row->calls = past->calls;
    row->last_wait_s = past->last_wait_s;
    row->last_four_wait_s = past->last_four_wait_s;
    row->usual_wait_s = past->usual_wait_s;
    row->half_hour_wait_s = past->half_hour_wait_s;
    row->usual_counters = past->usual_counters;
    row->half_hour_calls = past->half_hour_calls;
    row->waited_15_s = past->drain_15.waited_s;
    row->calls_15 = past->drain_15.calls;
    row->waited_60_s = past->drain_60.waited_s;
    row->calls_60 = past->drain_60.calls;
    row->waited_day_s = past->drain_day.waited_s;
    row->calls_day = past->drain_day.calls;
    row->judged = stream->skill.count;
    row->root = stream->skill.root;
    row->queue_root = stream->skill.shadow_roots[SHADOW_QUEUE];
    row->head_root = stream->skill.shadow_roots[SHADOW_HEAD];
    row->fallen_to = stream->skill.fallen_to;
}

int stream_look(struct state *s, uint32_t hall, uint32_t service, uint32_t customer_class,
                struct stream *ret) {
    struct key key = key_stream(hall, service, customer_class);
    const Hallq__StreamRow *row;
    int err = stream_row_get(s, key, &row);
    *ret = (struct stream){.waiting = 0};
    if (err == ERR_NOT_FOUND || row_passed(s, TABLE_STREAM, key, err))
        return ERR_OK;
    if (!err)
        stream_read(row, ret);
    return err;
}

// The row, to be changed in place; a new one where there is none, or none that can be read.
static int stream_own(struct change *c, struct key key, Hallq__StreamRow **ret) {
    static const Hallq__StreamRow none = HALLQ__STREAM_ROW__INIT;
    int err = stream_row_own(c->state, key, ret);
    if (err != ERR_NOT_FOUND && !row_passed(c->state, TABLE_STREAM, key, err))
        return err;
    err = stream_row_put(c->state, key, &none);
    return err ? err : stream_row_own(c->state, key, ret);
}

int stream_join(struct change *c, Hallq__TicketRow *t) {
    Hallq__StreamRow *row;
    struct stream stream;
    if (!follows(c) || t->line->kind != HALLQ__LINE__KIND__SERVICE)
        return ERR_OK;
    struct key key = key_of(c->hall, t);
    int err = stream_own(c, key, &row);
    if (err)
        return err;
    stream_read(row, &stream);
    past_advance(&stream.past, c->at_ms, stream.waiting > 0);
    stream.waiting++;
    stream_write(&stream, row);
    t->in_stream = true;
    return stream_row_own_put(c->state, key, row);
}

int stream_part(struct change *c, Hallq__TicketRow *t) {
    Hallq__StreamRow *row;
    struct stream stream;
    bool counted = t->in_stream;
    t->in_stream = false;
    if (!counted || c->state->trial)
        return ERR_OK;
    struct key key = key_of(c->hall, t);
    int err = stream_own(c, key, &row);
    if (err)
        return err;
    stream_read(row, &stream);
    past_advance(&stream.past, c->at_ms, stream.waiting > 0);
    stream.waiting -= stream.waiting > 0; // a row that could not be read began anew
    stream_write(&stream, row);
    return stream_row_own_put(c->state, key, row);
}

int stream_call(struct change *c, const Hallq__TicketRow *t, int64_t entered_at_ms, double waited_s,
                const struct score_said *said, bool *ret_turned, bool *ret_fallen) {
    Hallq__StreamRow *row;
    struct stream stream;
    struct key key = key_of(c->hall, t);
    int err = stream_own(c, key, &row);
    *ret_turned = *ret_fallen = false;
    if (err)
        return err;
    stream_read(row, &stream);
    past_call(&stream.past, c->at_ms, entered_at_ms, waited_s);
    if (said)
        *ret_turned = skill_add(&stream.skill, said, waited_s);
    *ret_fallen = stream.skill.fallen_to;
    stream_write(&stream, row);
    return stream_row_own_put(c->state, key, row);
}
