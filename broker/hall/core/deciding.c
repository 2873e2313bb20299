#include "broker/hall/core/deciding.h"

#include <assert.h>

#include "broker/hall/core/record.h"
#include "broker/hall/core/settings_cache.h"

// The hall's row and settings. A hall without settings exists only for apply_settings.
static int hall_load(struct deciding *d) {
    int err = hall_row_get(d->state, key_hall(d->hall), &d->row);
    if (err == ERR_NOT_FOUND) {
        Hallq__HallRow *none = arena_need(d->state->arena, sizeof *none);
        hallq__hall_row__init(none);
        none->journal_from = 1;
        d->row = none;
        return ERR_OK;
    }
    if (err || !d->row->version)
        return err;
    err = settings_get(d->state, d->hall, d->row->version, &d->settings);
    d->settings_lost = row_passed(d->state, TABLE_SETTINGS, key_hall(d->hall), err);
    return d->settings_lost ? ERR_OK : err;
}

int deciding_look(struct deciding *d, struct state *s, int64_t now_ms, uint32_t hall,
                  const struct asker *asker, struct decision *ret) {
    *ret = (struct decision){.refusal = HALLQ__REFUSAL__INIT};
    *d = (struct deciding){.state = s, .asker = asker, .now_ms = now_ms, .hall = hall, .out = ret};
    return hall_load(d);
}

void deciding_record(struct deciding *d, const Hallq__Request *request) {
    Hallq__JournalRecord *record = arena_need(d->state->arena, sizeof *record);
    hallq__journal_record__init(record);
    record->hall = d->hall;
    record->at_ms = d->now_ms;
    record->day = d->row->day;
    record->staff = d->staff;
    if (d->asker) {
        record->device = d->asker->device;
        record->principal = d->asker->principal;
    }
    if (request) {
        record->session = request->session;
        record->number = request->number;
        record->command = (uint32_t)request->body_case;
        record->body_hash = d->asker->body_hash;
        record->secret_mac = d->asker->secret_mac;
        record->secret_key = d->asker->secret_key;
    }
    d->out->record = record;
}

int deciding_begin(struct deciding *d, struct state *s, int64_t now_ms, uint32_t hall,
                   struct decision *ret) {
    int err = deciding_look(d, s, now_ms, hall, NULL, ret);
    if (!err)
        deciding_record(d, NULL);
    return err;
}

int refuse(struct deciding *d, Hallq__Refusal__Reason reason, const char *detail) {
    assert(reason != HALLQ__REFUSAL__REASON__NONE);
    hallq__refusal__init(&d->out->refusal);
    d->out->refusal.reason = reason;
    if (detail)
        d->out->refusal.detail = (char *)(uintptr_t)detail;
    d->out->record = NULL;
    return ERR_REFUSED;
}

int refuse_until(struct deciding *d, Hallq__Refusal__Reason reason, int64_t at_ms,
                 const char *detail) {
    int err = refuse(d, reason, detail);
    d->out->refusal.at_ms = at_ms;
    return err;
}

int refuse_and_record(struct deciding *d, Hallq__Refusal__Reason reason, const char *detail) {
    Hallq__JournalRecord *record = d->out->record;
    assert(record && record->n_events);
    int err = refuse(d, reason, detail);
    d->out->record = record;
    return err;
}

Hallq__Event *emit(struct deciding *d, Hallq__Event__BodyCase body_case) {
    Hallq__JournalRecord *record = d->out->record;
    struct arena *arena = d->state->arena;
    Hallq__Event *event = arena_need(arena, sizeof *event);
    hallq__event__init(event);
    event->body_case = body_case;
    Hallq__Event **events = arena_need(arena, (record->n_events + 1) * sizeof(Hallq__Event *));
    for (size_t i = 0; i < record->n_events; i++)
        events[i] = record->events[i];
    events[record->n_events++] = event;
    record->events = events;
    return event;
}

int step_apply(struct deciding *d) {
    struct state *s = d->state;
    if (!s->trial)
        trial_begin(s, &d->trial);
    int err = d->step_cb ? d->step_cb(d) : ERR_OK;
    if (!err)
        err = record_step(s, d->out->record, d->applied_count);
    d->applied_count = d->out->record->n_events;
    if (!err)
        err = hall_row_get(s, key_hall(d->hall), &d->row);
    if (!err && d->counter)
        err = counter_row_need(s, key_counter(d->hall, d->counter), &d->counter_row);
    return err;
}

Hallq__By *by_make(struct deciding *d) {
    Hallq__By *by = arena_need(d->state->arena, sizeof *by);
    hallq__by__init(by);
    by->device = d->asker ? d->asker->device : 0;
    by->staff = d->staff;
    if (d->asker)
        by->principal = d->asker->principal;
    return by;
}

Hallq__Line *line_make(struct deciding *d, Hallq__Line__Kind kind, uint32_t id) {
    Hallq__Line *line = arena_need(d->state->arena, sizeof *line);
    hallq__line__init(line);
    line->kind = kind;
    line->id = id;
    return line;
}

// Adds a sealed row to the record; NULL for a text that is empty.
static Hallq__SealedRow *sealed_add(struct deciding *d, const ProtobufCBinaryData *sealed) {
    Hallq__JournalRecord *record = d->out->record;
    struct arena *arena = d->state->arena;
    if (!sealed->len)
        return NULL;
    Hallq__SealedRow *row = arena_need(arena, sizeof *row);
    hallq__sealed_row__init(row);
    row->sealed = d->row->sealed + record->n_sealed + 1;
    row->box = *sealed;
    row->key = d->asker->sealed_key;
    Hallq__SealedRow **rows =
        arena_need(arena, (record->n_sealed + 1) * sizeof(Hallq__SealedRow *));
    for (size_t i = 0; i < record->n_sealed; i++)
        rows[i] = record->sealed[i];
    rows[record->n_sealed++] = row;
    record->sealed = rows;
    return row;
}

uint64_t seal_take(struct deciding *d, const ProtobufCBinaryData *sealed, uint64_t before) {
    Hallq__SealedRow *row = sealed_add(d, sealed);
    if (row)
        row->before = before;
    return row ? row->sealed : 0;
}

uint64_t seal_take_of_case(struct deciding *d, const ProtobufCBinaryData *sealed, uint32_t number) {
    Hallq__SealedRow *row = sealed_add(d, sealed);
    if (row)
        row->case_number = number;
    return row ? row->sealed : 0;
}

Hallq__Done *decision_done(struct deciding *d) {
    if (!d->out->done) {
        d->out->done = arena_need(d->state->arena, sizeof(Hallq__Done));
        hallq__done__init(d->out->done);
    }
    return d->out->done;
}

bool people_shown(const struct deciding *d) {
    return d->asker->role == HALLQ__DEVICE__ROLE__ADMIN || (d->staff && !d->sign_on_over);
}
