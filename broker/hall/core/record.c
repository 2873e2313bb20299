// record.c - applying a journal record, whole. A command or a due row makes one record; the record
// is the unit of the journal, of a repair and of a replay.
#include "broker/hall/core/record.h"

#include <assert.h>

#include "broker/hall/core/cases.h"
#include "broker/hall/core/counters.h"
#include "broker/hall/core/event.h"
#include "broker/hall/core/lately.h"
#include "broker/hall/core/newest.h"
#include "broker/hall/core/rules_by_event.h"

static int apply_event(struct change *c, const Hallq__Event *event) {
    switch (event->body_case) {
#define EVENT(CASE, Type, member, AUDIENCE, FOLLOWS)                                               \
    case HALLQ__EVENT__BODY_##CASE:                                                                \
        return apply_##member(c, event->member);
#include "proto/events.def"
#undef EVENT
    case HALLQ__EVENT__BODY__NOT_SET:
    case _HALLQ__EVENT__BODY__CASE_IS_INT_SIZE:
        break;
    }
    return ERR_FORMAT; // an event of a newer version
}

// The hall's row, to be changed and put. What it points at stays borrowed: events replace that whole.
static int own_row(struct state *s, uint32_t hall, Hallq__HallRow **ret) {
    const Hallq__HallRow *row;
    int err = hall_row_need(s, key_hall(hall), &row);
    if (err)
        return err;
    *ret = arena_copy(s->arena, row, sizeof *row);
    if (!(*ret)->journal_from)
        (*ret)->journal_from = 1;
    return ERR_OK;
}

static int record_number(Hallq__JournalRecord *record, uint64_t seq) {
    if (record->first_seq)
        return record->first_seq == seq + 1 && record->last_seq == seq + record->n_events
                   ? ERR_OK
                   : ERR_CORRUPT;
    record->first_seq = seq + 1;
    record->last_seq = seq + record->n_events;
    for (size_t i = 0; i < record->n_events; i++) {
        record->events[i]->seq = seq + 1 + i;
        record->events[i]->at_ms = record->at_ms;
    }
    return ERR_OK;
}

static int sealed_put(struct state *s, const Hallq__JournalRecord *record) {
    int err = ERR_OK;
    for (size_t i = 0; i < record->n_sealed && !err; i++) {
        const Hallq__SealedRow *row = record->sealed[i];
        int32_t day = row->case_number ? CASES_DAY : record->day;
        err = sealed_row_put(s, key_sealed(record->hall, day, row->sealed), row);
    }
    return err;
}

static int request_put(struct state *s, const Hallq__JournalRecord *record) {
    if (!record->session || !record->done)
        return ERR_OK;
    Hallq__RequestRow row = HALLQ__REQUEST_ROW__INIT;
    row.day = record->day;
    row.seq = record->last_seq;
    row.command = record->command;
    if (s->newest)
        newest_put(s->newest, (struct session_of){record->hall, record->device, record->session},
                   record->number);
    return request_row_put(s,
                           key_request(record->hall, record->device, record->session,
                                       record->number, &record->principal),
                           &row);
}

static int events_apply(struct change *c, const Hallq__JournalRecord *record, size_t from) {
    bool moved = false;
    int err = ERR_OK;
    for (size_t i = from; i < record->n_events && !err; i++) {
        c->seq = c->row->seq + 1 + i;
        err = apply_event(c, record->events[i]);
        if (!err)
            err = lately_take(c, record->events[i]);
        moved |= (event_follows(record->events[i]) & FOLLOW_COUNTERS) != 0;
    }
    return !err && moved ? lines_count_counters(c) : err;
}

int record_step(struct state *s, const Hallq__JournalRecord *record, size_t from) {
    struct change c = {.state = s, .hall = record->hall, .at_ms = record->at_ms};
    int err = own_row(s, record->hall, &c.row);
    if (!err)
        err = events_apply(&c, record, from);
    return err ? err : hall_row_put(s, key_hall(record->hall), c.row);
}

int record_apply(struct state *s, Hallq__JournalRecord *record) {
    assert(record->n_events);
    struct change c = {.state = s, .hall = record->hall, .at_ms = record->at_ms};
    int err = own_row(s, record->hall, &c.row);
    if (!err)
        err = record_number(record, c.row->seq);
    if (!err)
        err = events_apply(&c, record, 0);
    if (err)
        return err;
    c.row->seq = record->last_seq;
    for (size_t i = 0; i < record->n_sealed; i++)
        if (record->sealed[i]->sealed > c.row->sealed)
            c.row->sealed = record->sealed[i]->sealed;
    if ((err = hall_row_put(s, key_hall(record->hall), c.row)))
        return err;
    if ((err = sealed_put(s, record)) || (err = request_put(s, record)))
        return err;
    return journal_row_put(s, key_journal(record->hall, record->last_seq), record);
}
