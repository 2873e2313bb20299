// snapshot.c - a hall as of its last event, for a client that begins to follow a feed. Its size is
// bounded by the settings: lines, counters and people, never tickets. A snapshot must equal the
// fold of all events (clients/libhallq/view/view.h); tests/rules/view.c compares both after every
// record.
//
// The wait figures go with the snapshot but have no sequence.
//
// A row that cannot be read darkens no screen: its line is shown closed and empty, its counter
// closed; its call, its person, its ticket are left out.
#include "broker/hall/read/snapshot.h"

#include <stdlib.h>

#include "base/count.h"
#include "base/wire/wire.h"
#include "broker/hall/alert/list.h"
#include "broker/hall/core/cases.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/settings_cache.h"
#include "broker/hall/read/measures.h"
#include "broker/hall/read/project.h"
#include "broker/hall/wait/follow.h"
#include "broker/hall/wait/outlook.h"
#include "broker/hall/wait/own.h"

// Makes a list in the arena, of at most `room` messages.
#define LIST_NEW(arena, message, list, room)                                                       \
    (message)->list = arena_need((arena), ((room) + 1) * sizeof *(message)->list)

struct making {
    struct state *state;
    uint32_t hall;
    int64_t now_ms;
    const Hallq__HallRow *row;
    const Hallq__HallSettings *settings;
    enum feed feed;
    Hallq__Snapshot *snapshot;
    int err;
};

static int making_begin(struct making *m, struct state *s, int64_t now_ms, uint32_t hall) {
    const Hallq__HallRow *row;
    *m = (struct making){.state = s, .hall = hall, .now_ms = now_ms};
    int err = hall_row_get(s, key_hall(hall), &row);
    if (err)
        return err;
    m->row = row;
    return settings_get(s, hall, row->version, &m->settings);
}

// ---------------------------------------------------------------- wait figures

// Get the rows of which a snapshot is made; for a row that cannot be read, a row with all fields
// zero.
static int line_look(struct making *m, uint32_t service, const Hallq__LineRow **ret) {
    static const Hallq__LineRow none = HALLQ__LINE_ROW__INIT;
    struct key key = key_line(m->hall, HALLQ__LINE__KIND__SERVICE, service);
    int err = line_row_need(m->state, key, ret);
    if (!row_passed(m->state, TABLE_LINE, key, err))
        return err;
    *ret = &none;
    return ERR_OK;
}

static int counter_look(struct making *m, uint32_t counter, const Hallq__CounterRow **ret) {
    static const Hallq__CounterRow none = HALLQ__COUNTER_ROW__INIT;
    struct key key = key_counter(m->hall, counter);
    int err = counter_row_need(m->state, key, ret);
    if (!row_passed(m->state, TABLE_COUNTER, key, err))
        return err;
    *ret = &none;
    return ERR_OK;
}

static int line_wait(const struct hall_now *now, const Hallq__Service *service,
                     Hallq__LineWait **ret) {
    Hallq__LineWait *wait = *ret = arena_need(now->state->arena, sizeof *wait);
    struct outlook outlook;
    hallq__line_wait__init(wait);
    int err = outlook_of(now, service, &outlook);
    if (err)
        return err;
    struct range range = range_said(outlook.shown, outlook.lower_s, outlook.upper_s);
    wait->service = service->id;
    wait->waiting = outlook.waiting;
    wait->counters = outlook.counters;
    wait->oldest_entered_at_ms = outlook.oldest_entered_at_ms;
    if (!forecasts(now->settings)) {
        wait->rough_wait_s = (uint32_t)outlook.forecast_s;
        return ERR_OK;
    }
    wait->lower_min = range.lower_min;
    wait->upper_min = range.upper_min;
    wait->by_rule = outlook.by_rule;
    return ERR_OK;
}

static int waits_make(struct making *m, Hallq__WaitFigures **ret) {
    struct arena *arena = m->state->arena;
    Hallq__WaitFigures *waits = *ret = arena_need(arena, sizeof *waits);
    struct hall_now now;
    int err = hall_now_begin(&now, m->state, m->now_ms, m->hall, m->row->version, m->settings);
    hallq__wait_figures__init(waits);
    waits->hall = m->hall;
    waits->at_ms = m->now_ms;
    LIST_NEW(arena, waits, lines, m->settings->n_services);
    for (size_t i = 0; i < m->settings->n_services && !err; i++)
        err = line_wait(&now, m->settings->services[i], &waits->lines[waits->n_lines++]);
    return err;
}

int wait_figures_make(struct state *s, int64_t now_ms, uint32_t hall, Hallq__WaitFigures **ret) {
    struct making m;
    int err = making_begin(&m, s, now_ms, hall);
    return err ? err : waits_make(&m, ret);
}

// ---------------------------------------------------------------- the snapshot's parts

static void line_add(struct making *m, Hallq__Line__Kind kind, uint32_t id,
                     const Hallq__LineRow *row) {
    struct arena *arena = m->state->arena;
    Hallq__LineState *line = arena_need(arena, sizeof *line);
    hallq__line_state__init(line);
    line->line = arena_need(arena, sizeof *line->line);
    hallq__line__init(line->line);
    line->line->kind = kind;
    line->line->id = id;
    line->waiting = row->waiting;
    line->open = row->open;
    line->suspended = row->suspended;
    line->reason = row->reason;
    line->issued = row->issued;
    m->snapshot->lines[m->snapshot->n_lines++] = line;
}

static int services_add(struct making *m) {
    int err = ERR_OK;
    for (size_t i = 0; i < m->settings->n_services && !err; i++) {
        uint32_t id = m->settings->services[i]->id;
        const Hallq__LineRow *row;
        err = line_look(m, id, &row);
        if (!err)
            line_add(m, HALLQ__LINE__KIND__SERVICE, id, row);
    }
    return err;
}

static int staff_line_cb(void *arg, struct bytes key, struct bytes value) {
    struct making *m = arg;
    Hallq__Line__Kind kind = ((const unsigned char *)key.data)[KEY_HALL_SIZE];
    if (kind == HALLQ__LINE__KIND__SERVICE)
        return 0;
    const Hallq__LineRow *row =
        wire_unpack_stored(&hallq__line_row__descriptor, m->state->arena, value.data, value.size);
    if (!row) {
        row_unread(m->state, TABLE_LINE, key);
        return 0;
    }
    if (m->snapshot->n_lines == LIMIT_SERVICES + LIMIT_COUNTERS + LIMIT_STAFF)
        return m->err = ERR_CORRUPT;
    if (row->waiting)
        line_add(m, kind, key_read_u32(key, KEY_HALL_SIZE + 1), row);
    return 0;
}

static int scan_hall(struct making *m, enum table table, table_row_cb row_cb) {
    int err = rows_scan_over(m->state, table, key_hall(m->hall), KEY_HALL_SIZE, row_cb, m);
    return err ? err : m->err;
}

static int lines_add(struct making *m) {
    LIST_NEW(m->state->arena, m->snapshot, lines, LIMIT_SERVICES + LIMIT_COUNTERS + LIMIT_STAFF);
    int err = services_add(m);
    return err || !feed_is_of_staff(m->feed) ? err : scan_hall(m, TABLE_LINE, staff_line_cb);
}

static Hallq__CounterNow *counter_make(const struct making *m, uint32_t counter,
                                       const Hallq__CounterRow *row) {
    Hallq__CounterNow *now = arena_need(m->state->arena, sizeof *now);
    hallq__counter_now__init(now);
    now->counter = counter;
    now->state = row->state ? row->state : HALLQ__COUNTER__STATE__CLOSED;
    now->ticket = row->ticket;
    now->number = row->number;
    now->pause_reason = row->pause_reason;
    now->since_ms = row->since_ms;
    if (!feed_is_of_staff(m->feed))
        return now;
    now->clerk = row->clerk;
    now->n_services = row->n_services;
    now->services = row->services;
    now->lost = row->lost;
    now->held = row->held;
    return now;
}

static int counters_add(struct making *m) {
    LIST_NEW(m->state->arena, m->snapshot, counters, m->settings->n_counters);
    for (size_t i = 0; i < m->settings->n_counters; i++) {
        uint32_t counter = m->settings->counters[i]->id;
        const Hallq__CounterRow *row;
        int err = counter_look(m, counter, &row);
        if (err)
            return err;
        m->snapshot->counters[m->snapshot->n_counters++] = counter_make(m, counter, row);
    }
    return ERR_OK;
}

static int by_seq(const void *a, const void *b) {
    const Hallq__Call *x = *(Hallq__Call *const *)a, *y = *(Hallq__Call *const *)b;
    return (x->seq > y->seq) - (x->seq < y->seq);
}

static int call_cb(void *arg, struct bytes key, struct bytes value) {
    struct making *m = arg;
    const Hallq__CallRow *row =
        wire_unpack_stored(&hallq__call_row__descriptor, m->state->arena, value.data, value.size);
    if (!row) {
        row_unread(m->state, TABLE_CALL, key);
        return 0;
    }
    if (m->snapshot->n_calls == LIMIT_CALLS_SHOWN)
        return m->err = ERR_CORRUPT;
    Hallq__Call *call = arena_need(m->state->arena, sizeof *call);
    hallq__call__init(call);
    call->seq = row->seq;
    call->at_ms = row->at_ms;
    call->ticket = row->ticket;
    call->number = row->number;
    call->counter = row->counter;
    call->call_count = row->call_count;
    m->snapshot->calls[m->snapshot->n_calls++] = call;
    return 0;
}

static int calls_add(struct making *m) {
    LIST_NEW(m->state->arena, m->snapshot, calls, LIMIT_CALLS_SHOWN);
    int err = scan_hall(m, TABLE_CALL, call_cb);
    qsort(m->snapshot->calls, m->snapshot->n_calls, sizeof(Hallq__Call *), by_seq);
    return err;
}

static int person_cb(void *arg, struct bytes key, struct bytes value) {
    struct making *m = arg;
    const Hallq__SignOnRow *row = sign_on_row_read(m->state->arena, value);
    if (!row) {
        row_unread(m->state, TABLE_SIGN_ON, key);
        return 0;
    }
    if (m->snapshot->n_people == LIMIT_STAFF)
        return m->err = ERR_CORRUPT;
    Hallq__SignedOn *person = arena_need(m->state->arena, sizeof *person);
    hallq__signed_on__init(person);
    person->staff = row->staff;
    person->device = key_read_u32(key, KEY_HALL_SIZE);
    person->counter = row->counter;
    person->role = row->role;
    m->snapshot->people[m->snapshot->n_people++] = person;
    return 0;
}

static int people_add(struct making *m) {
    if (!feed_is_of_staff(m->feed))
        return ERR_OK;
    LIST_NEW(m->state->arena, m->snapshot, people, LIMIT_STAFF);
    return scan_hall(m, TABLE_SIGN_ON, person_cb);
}

static int measures_add(struct making *m) {
    return measures_show(m->state, m->hall, m->row, m->snapshot);
}

static int alerts_add(struct making *m) {
    if (m->feed != FEED_LEAD)
        return ERR_OK;
    return alerts_open(m->state, m->hall, &m->snapshot->alerts, &m->snapshot->n_alerts);
}

static int helps_add(struct making *m) {
    struct helps helps;
    if (!feed_is_of_staff(m->feed))
        return ERR_OK;
    int err = helps_open(m->state, m->hall, m->row, &helps);
    m->snapshot->helps = helps.list;
    m->snapshot->n_helps = helps.count;
    return err;
}

static int bookings_add(struct making *m) {
    if (!feed_is_of_staff(m->feed) || !m->row->booking_changes)
        return ERR_OK;
    m->snapshot->bookings = arena_need(m->state->arena, sizeof *m->snapshot->bookings);
    hallq__bookings_now__init(m->snapshot->bookings);
    m->snapshot->bookings->changes = m->row->booking_changes;
    m->snapshot->bookings->to_decide = m->row->bookings_to_decide;
    return ERR_OK;
}

static int waits_add(struct making *m) {
    return waits_make(m, &m->snapshot->waits);
}

// ---------------------------------------------------------------- the whole

static void head_make(struct making *m) {
    m->snapshot = arena_need(m->state->arena, sizeof *m->snapshot);
    hallq__snapshot__init(m->snapshot);
    m->snapshot->hall = m->hall;
    m->snapshot->seq = m->row->seq;
    m->snapshot->at_ms = m->now_ms;
    m->snapshot->day = m->row->day;
    m->snapshot->settings = (Hallq__HallSettings *)(uintptr_t)m->settings;
    m->snapshot->version = m->row->version;
    if (feed_is_of_staff(m->feed))
        m->snapshot->time_zone = m->row->time_zone;
}

int snapshot_make(struct state *s, int64_t now_ms, uint32_t hall, enum feed feed,
                  Hallq__Snapshot **ret) {
    static int (*const parts[])(struct making *) = {
        lines_add,  counters_add, calls_add,    people_add, measures_add,
        alerts_add, helps_add,    bookings_add, waits_add,
    };
    struct making m;
    Hallq__MetaRow *meta;
    int err = making_begin(&m, s, now_ms, hall);
    if (err)
        return err;
    m.feed = feed;
    head_make(&m);
    err = meta_row_get(s, key_meta(), &meta);
    if (!err)
        m.snapshot->epoch = meta->epoch;
    else if (err == ERR_NOT_FOUND)
        err = ERR_OK;
    for (size_t i = 0; i < COUNT(parts) && !err; i++)
        err = parts[i](&m);
    if (!err)
        *ret = (Hallq__Snapshot *)(uintptr_t)visible_snapshot(m.snapshot, feed, s->arena);
    return err;
}

int get_snapshot_read(struct deciding *d, const Hallq__Request *request, Hallq__Reply *reply) {
    enum feed feed;
    int err = feed_asked(d, request->get_snapshot->feed, &feed);
    if (err)
        return err;
    reply->body_case = HALLQ__REPLY__BODY_SNAPSHOT;
    err = snapshot_make(d->state, d->now_ms, d->hall, feed, &reply->snapshot);
    if (err || !feed_is_of_staff(feed) || !people_shown(d))
        return err;
    reply->snapshot->settings->n_staff = d->settings->n_staff;
    reply->snapshot->settings->staff = d->settings->staff;
    return ERR_OK;
}
