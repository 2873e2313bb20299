// invariants.c - walks all tickets of the hall, counts what each table should say, and then
// compares.
#include "tests/rules/invariants.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/wire/wire.h"

struct walk {
    struct state *state;
    uint32_t hall;
    int32_t day;
    const char *broken;
    size_t in_lines;    // tickets that say they are in an index
    size_t due;         // tickets that say they have a due row
    size_t open;        // tickets that count as open
    size_t at_counters; // tickets called or being served
    size_t counters_busy;
    size_t held;         // tickets on hold
    size_t in_gap;       // tickets inside the least gap between calls
    size_t held_counted; // the same as the counters count it
    size_t waiting_counted;
    size_t open_measures;                     // measures that last or are still judged
    size_t cases_due, kept_cases, open_helps; // of cases and work slips; of the hall
    size_t pressing, pressed;                 // rows, and cases whose level says so
    size_t booked, places, to_decide; // rows by time, bookings that want one, and a decision
    size_t measures_due;              // their due rows, as they say
};

static int fail(struct walk *w, const char *what, uint64_t id) {
    w->broken = arena_printf(w->state->arena, "%s (%llu)", what, (unsigned long long)id);
    return 1;
}

static bool row_there(struct walk *w, enum table table, struct key key) {
    struct bytes value;
    return w->state->tables->get(w->state->tables, table, key_bytes(&key), &value) == ERR_OK;
}

static Hallq__DueRow__Kind due_kind(const Hallq__TicketRow *t) {
    if (t->state == HALLQ__TICKET__STATE__CALLED)
        return HALLQ__DUE_ROW__KIND__NO_SHOW;
    if (t->state == HALLQ__TICKET__STATE__HELD)
        return HALLQ__DUE_ROW__KIND__HOLD_END;
    return HALLQ__DUE_ROW__KIND__GAP_END;
}

static int places_check(struct walk *w, const Hallq__TicketRow *t) {
    if (t->in_line && t->state != HALLQ__TICKET__STATE__WAITING)
        return fail(w, "in a line but not waiting", t->ticket);
    if (t->in_line &&
        !row_there(w, TABLE_QUEUE,
                   key_queue(w->hall, t->line->kind, t->line->id, t->rank_ms, t->ticket)))
        return fail(w, "says it is in a line, and is not", t->ticket);
    if (t->due_at_ms &&
        !row_there(w, TABLE_DUE, key_due(t->due_at_ms, w->hall, due_kind(t), t->ticket)))
        return fail(w, "says something is due, and nothing is", t->ticket);
    if (t->due_kind != (t->due_at_ms ? due_kind(t) : HALLQ__DUE_ROW__KIND__NO_KIND))
        return fail(w, "says that something else is due than its state does", t->ticket);
    if (t->state == HALLQ__TICKET__STATE__WAITING && t->in_line == (t->due_at_ms != 0))
        return fail(w, "waits, but neither in a line nor for the gap alone", t->ticket);
    if (t->state == HALLQ__TICKET__STATE__HELD &&
        !row_there(w, TABLE_QUEUE, key_aside(w->hall, t->counter, t->due_at_ms, t->ticket)))
        return fail(w, "is on hold, and not in its counter's list", t->ticket);
    bool in_gap = t->state == HALLQ__TICKET__STATE__WAITING && t->due_at_ms;
    if (in_gap && !row_there(w, TABLE_QUEUE, key_aside(w->hall, 0, t->due_at_ms, t->ticket)))
        return fail(w, "is inside the gap, and not in its list", t->ticket);
    w->in_gap += in_gap;
    if (t->state == HALLQ__TICKET__STATE__HELD && !t->due_at_ms)
        return fail(w, "is held for ever", t->ticket);
    w->in_lines += t->in_line;
    w->due += t->due_at_ms != 0;
    return 0;
}

static int counter_check(struct walk *w, const Hallq__TicketRow *t) {
    const Hallq__CounterRow *c;
    w->at_counters++;
    if (counter_row_need(w->state, key_counter(w->hall, t->counter), &c))
        return fail(w, "its counter cannot be read", t->ticket);
    if (c->ticket != t->ticket)
        return fail(w, "its counter does not hold it", t->ticket);
    bool called = t->state == HALLQ__TICKET__STATE__CALLED;
    if (c->state != (called ? HALLQ__COUNTER__STATE__CALLING : HALLQ__COUNTER__STATE__SERVING))
        return fail(w, "its counter is in another state", t->ticket);
    return 0;
}

static bool is_open(const Hallq__TicketRow *t) {
    return t->state >= HALLQ__TICKET__STATE__EXPECTED && t->state <= HALLQ__TICKET__STATE__HELD;
}

static struct key number_key_of(struct walk *w, const char *number) {
    size_t letter_len = strcspn(number, "0123456789");
    uint32_t index = (uint32_t)strtoul(number + letter_len, NULL, 10);
    return key_number(w->hall, number, letter_len, index);
}

// Its number leads to it as long as it may be asked for by it.
static int number_check(struct walk *w, const Hallq__TicketRow *t) {
    struct numbered numbered;
    if (number_get(w->state, number_key_of(w, t->number), &numbered))
        return fail(w, "a number cannot be read", t->ticket);
    for (size_t i = 0; i < numbered.count; i++)
        if (numbered.tickets[i] == t->ticket)
            return 0;
    return fail(w, "its number does not lead to it", t->ticket);
}

static int ticket_check(struct walk *w, const Hallq__TicketRow *t) {
    int stop = 0;
    switch (t->state) {
    case HALLQ__TICKET__STATE__CALLED:
    case HALLQ__TICKET__STATE__SERVING:
        stop = counter_check(w, t);
        w->open++;
        break;
    case HALLQ__TICKET__STATE__HELD:
        w->held++;
        w->open++;
        break;
    case HALLQ__TICKET__STATE__EXPECTED:
    case HALLQ__TICKET__STATE__WAITING:
        w->open++;
        break;
    default:
        break;
    }
    if (!stop && is_open(t))
        stop = number_check(w, t);
    return stop ? stop : places_check(w, t);
}

static int ticket_cb(void *arg, struct bytes key, struct bytes value) {
    struct walk *w = arg;
    (void)key;
    Hallq__TicketRow *t =
        wire_unpack_stored(&hallq__ticket_row__descriptor, w->state->arena, value.data, value.size);
    return t ? ticket_check(w, t) : fail(w, "a ticket's row does not parse", 0);
}

static int counter_cb(void *arg, struct bytes key, struct bytes value) {
    struct walk *w = arg;
    Hallq__CounterRow *c = wire_unpack_stored(&hallq__counter_row__descriptor, w->state->arena,
                                              value.data, value.size);
    if (!c)
        return fail(w, "a counter's row does not parse", key_read_u32(key, KEY_HALL_SIZE));
    bool busy =
        c->state == HALLQ__COUNTER__STATE__CALLING || c->state == HALLQ__COUNTER__STATE__SERVING;
    if (busy != (c->ticket != 0) || busy != (*c->number != 0))
        return fail(w, "a counter's ticket and its state differ", key_read_u32(key, KEY_HALL_SIZE));
    w->counters_busy += busy;
    w->held_counted += c->held;
    return 0;
}

static int line_cb(void *arg, struct bytes key, struct bytes value) {
    struct walk *w = arg;
    (void)key;
    Hallq__LineRow *l =
        wire_unpack_stored(&hallq__line_row__descriptor, w->state->arena, value.data, value.size);
    if (!l)
        return fail(w, "a line's row does not parse", 0);
    w->waiting_counted += l->waiting;
    return 0;
}

// The tickets that a number leads to: distinct, the newest first, each bears it, and at most one is open
// or of the day at hand. Those of other days are forgotten before the row is, but never all of them.
static int number_cb(void *arg, struct bytes key, struct bytes value) {
    struct walk *w = arg;
    struct numbered numbered;
    size_t there = 0, open = 0, today = 0;
    if (key.size == KEY_NUMBER_OF_DAY_SIZE)
        return 0; // of an earlier version
    if (numbered_read(value, &numbered))
        return fail(w, "a number's row does not parse", 0);
    for (size_t i = 0; i < numbered.count; i++) {
        Hallq__TicketRow *t;
        if (i && numbered.tickets[i] >= numbered.tickets[i - 1])
            return fail(w, "a number's tickets are not in order", numbered.tickets[i]);
        if (ticket_row_get(w->state, key_ticket(w->hall, numbered.tickets[i]), &t))
            continue;
        struct key own = number_key_of(w, t->number);
        if (own.size != key.size || memcmp(own.data, key.data, key.size) != 0)
            return fail(w, "a number leads to who bears another", t->ticket);
        there++;
        open += is_open(t);
        today += t->day == w->day;
    }
    if (!there)
        return fail(w, "a number leads to nobody", numbered.count);
    if (open > 1)
        return fail(w, "a number is two open tickets'", numbered.tickets[0]);
    return today > 1 ? fail(w, "a number was given twice today", numbered.tickets[0]) : 0;
}

// A measure that lasts or is still judged is open, and has a due row for each thing that is to come.
static int measure_cb(void *arg, struct bytes key, struct bytes value) {
    struct walk *w = arg;
    (void)key;
    Hallq__MeasureRow *m = wire_unpack_stored(&hallq__measure_row__descriptor, w->state->arena,
                                              value.data, value.size);
    if (!m || !m->now)
        return fail(w, "a measure's row does not parse", 0);
    if (m->end_at_ms && !m->now->lasts)
        return fail(w, "what does not last is to end", m->now->measure);
    w->open_measures += m->now->lasts || m->judge_at_ms;
    w->measures_due += !!m->judge_at_ms + !!m->end_at_ms;
    return 0;
}

// A deadline that is still to come, and the end of what is closed, have a due row each; one that is near
// or past presses.
static int deadline_check(struct walk *w, uint32_t number, bool closed, int64_t deadline_ms,
                          int64_t press_at_ms, int64_t forget_at_ms, Hallq__Alert__Level level) {
    w->kept_cases++;
    w->cases_due += !!press_at_ms + !!forget_at_ms;
    w->pressed += level != HALLQ__ALERT__LEVEL__NO_LEVEL;
    if (closed != !!forget_at_ms)
        return fail(w, "what is closed has to be forgotten, and nothing else", number);
    if (!deadline_ms != (!press_at_ms && level != HALLQ__ALERT__LEVEL__BREACH))
        return fail(w, "a deadline that nothing tells of", number);
    return 0;
}

static int case_cb(struct walk *w, struct bytes value, bool closed) {
    Hallq__CaseRow *row =
        wire_unpack_stored(&hallq__case_row__descriptor, w->state->arena, value.data, value.size);
    if (!row || !row->now || !row->n_steps)
        return fail(w, "a case's row does not parse", 0);
    const Hallq__Case *now = row->now;
    int64_t deadline_ms = closed                                       ? 0
                          : now->state == HALLQ__CASE__STATE__ANSWERED ? now->call_back_by_ms
                                                                       : now->answer_by_ms;
    if (closed != (now->state == HALLQ__CASE__STATE__CLOSED))
        return fail(w, "a case stands in the wrong part", now->case_id);
    return deadline_check(w, now->case_id, closed, deadline_ms, now->press_at_ms, now->forget_at_ms,
                          now->level);
}

static int work_slip_cb(struct walk *w, struct bytes value, bool closed) {
    Hallq__WorkSlip *now =
        wire_unpack_stored(&hallq__work_slip__descriptor, w->state->arena, value.data, value.size);
    if (!now)
        return fail(w, "a work slip's row does not parse", 0);
    int64_t deadline_ms = now->state == HALLQ__WORK_SLIP__STATE__SENT ? now->due_ms : 0;
    if (closed != (now->state == HALLQ__WORK_SLIP__STATE__CLOSED))
        return fail(w, "a work slip stands in the wrong part", now->work_slip);
    return deadline_check(w, now->work_slip, closed, deadline_ms, now->press_at_ms,
                          now->forget_at_ms, now->level);
}

// A booking that is still to come turns into a no-show by itself, and each is forgotten; each that was not
// cancelled stands once at its time.
static int booking_cb(struct walk *w, struct bytes value) {
    Hallq__Booking *now =
        wire_unpack_stored(&hallq__booking__descriptor, w->state->arena, value.data, value.size);
    Hallq__BookedAtRow *at;
    if (!now)
        return fail(w, "a booking's row does not parse", 0);
    bool waits = now->state == HALLQ__BOOKING__STATE__BOOKED;
    w->kept_cases++;
    w->cases_due += !!now->late_at_ms + !!now->forget_at_ms;
    w->to_decide += now->to_decide;
    if (waits != !!now->late_at_ms || !now->forget_at_ms || (now->to_decide && !waits))
        return fail(w, "a booking that nothing falls due for", now->booking);
    if (now->state == HALLQ__BOOKING__STATE__CANCELLED)
        return 0;
    w->places++;
    if (booked_at_row_get(w->state, key_booked_at(w->hall, now->at_ms, now->booking), &at) ||
        at->service != now->service || at->waits != waits || at->to_decide != now->to_decide)
        return fail(w, "a booking that does not stand at its time", now->booking);
    return 0;
}

static int part_cb(void *arg, struct bytes key, struct bytes value) {
    struct walk *w = arg;
    switch ((enum part_of_cases)((const unsigned char *)key.data)[KEY_HALL_SIZE]) {
    case PART_HELP:
        w->open_helps++;
        return 0;
    case PART_OPEN_CASE:
    case PART_CLOSED_CASE:
        return case_cb(w, value,
                       ((const unsigned char *)key.data)[KEY_HALL_SIZE] == PART_CLOSED_CASE);
    case PART_OPEN_SLIP:
    case PART_CLOSED_SLIP:
        return work_slip_cb(w, value,
                            ((const unsigned char *)key.data)[KEY_HALL_SIZE] == PART_CLOSED_SLIP);
    case PART_PRESSING:
        w->pressing++;
        return 0;
    case PART_TOPICS:
        return 0;
    case PART_BOOKING:
        return booking_cb(w, value);
    case PART_BOOKED_AT:
        w->booked++;
        return 0;
    }
    return fail(w, "a row of no part of cases", 0);
}

struct count {
    size_t queue;
    size_t due;          // of tickets
    size_t measures_due; // of measures
    size_t cases_due;    // of cases and work slips
    uint32_t hall;
};

static int queue_cb(void *arg, struct bytes key, struct bytes value) {
    struct count *c = arg;
    (void)key, (void)value;
    c->queue++;
    return 0;
}

enum subject { TICKET, DAY, CHORE, TIME, MEASURE, CASE };

// Whether a due row is a ticket's, a measure's, by the marks of its kind.
static bool is_of(Hallq__DueRow__Kind kind, enum subject subject) {
    static const int subjects[] = {
#define DUE(KIND, rule, SUBJECT) [HALLQ__DUE_ROW__KIND__##KIND] = SUBJECT,
#include "proto/dues.def"
#undef DUE
    };
    return kind && subjects[kind] == (int)subject;
}

static int due_cb(void *arg, struct bytes key, struct bytes value) {
    struct count *c = arg;
    struct due_key due = key_read_due(key);
    (void)value;
    c->due += due.hall == c->hall && is_of(due.kind, TICKET);
    c->measures_due += due.hall == c->hall && is_of(due.kind, MEASURE);
    c->cases_due += due.hall == c->hall && is_of(due.kind, CASE);
    return 0;
}

static int hall_scan(struct walk *w, enum table table, table_row_cb row_cb, void *arg) {
    struct key from = key_hall(w->hall);
    return w->state->tables->scan(w->state->tables, table, key_bytes(&from), KEY_HALL_SIZE, 0,
                                  row_cb, arg);
}

static int totals_check(struct walk *w, const Hallq__HallRow *hall) {
    struct count count = {.hall = w->hall};
    struct key zero = {.size = 0};
    if (hall_scan(w, TABLE_QUEUE, queue_cb, &count) ||
        w->state->tables->scan(w->state->tables, TABLE_DUE, key_bytes(&zero), 0, 0, due_cb, &count))
        return fail(w, "an index cannot be read", 0);
    if (count.queue != w->in_lines + w->held + w->in_gap)
        return fail(w, "an entry of a line without its ticket", count.queue);
    if (w->waiting_counted != w->in_lines)
        return fail(w, "lines count other than wait in them", w->waiting_counted);
    if (count.due != w->due)
        return fail(w, "a due row without its ticket", count.due);
    if (w->counters_busy != w->at_counters)
        return fail(w, "a counter holds a ticket that is not there", w->counters_busy);
    if (w->held_counted != w->held)
        return fail(w, "counters count other than are on hold", w->held_counted);
    if (count.measures_due != w->measures_due)
        return fail(w, "a due row without its measure", count.measures_due);
    if (hall->open_measures != w->open_measures)
        return fail(w, "the hall counts other measures than are open", hall->open_measures);
    if (count.cases_due != w->cases_due)
        return fail(w, "a due row without its case", count.cases_due);
    if (hall->kept_cases != w->kept_cases)
        return fail(w, "the hall counts other cases than it keeps", hall->kept_cases);
    if (hall->open_helps != w->open_helps)
        return fail(w, "the hall counts other calls for help than are open", hall->open_helps);
    if (w->booked != w->places)
        return fail(w, "other times are booked than bookings say", w->booked);
    if (hall->bookings_to_decide != w->to_decide)
        return fail(w, "the hall counts other bookings to decide", hall->bookings_to_decide);
    if (w->pressing != w->pressed)
        return fail(w, "other deadlines press than cases say", w->pressing);
    if (hall->open_tickets != w->open)
        return fail(w, "the hall counts other than are open", hall->open_tickets);
    return 0;
}

// Each service's line counts the open counters that give it.
static int counters_check(struct walk *w, const Hallq__HallRow *hall) {
    const Hallq__HallSettings *h;
    if (!hall->version || settings_get(w->state, w->hall, hall->version, &h))
        return 0;
    for (size_t i = 0; i < h->n_services; i++) {
        uint32_t service = h->services[i]->id, open = 0;
        const Hallq__LineRow *line;
        if (line_row_need(w->state, key_line(w->hall, HALLQ__LINE__KIND__SERVICE, service), &line))
            return fail(w, "a line cannot be read", service);
        for (size_t k = 0; k < h->n_counters; k++) {
            const Hallq__CounterSettings *set = h->counters[k];
            const Hallq__CounterRow *row;
            if (counter_row_need(w->state, key_counter(w->hall, set->id), &row))
                return fail(w, "a counter cannot be read", set->id);
            const uint32_t *gives = row->n_services ? row->services : set->services;
            size_t count = row->n_services ? row->n_services : set->n_services;
            bool works = row->state != HALLQ__COUNTER__STATE__NO_STATE &&
                         row->state != HALLQ__COUNTER__STATE__CLOSED &&
                         row->state != HALLQ__COUNTER__STATE__PAUSED;
            for (size_t n = 0; works && n < count; n++)
                open += gives[n] == service;
        }
        if (line->counters != open)
            return fail(w, "a line counts other counters than are open", service);
    }
    return 0;
}

const char *invariants_broken(struct state *s, uint32_t hall) {
    struct walk w = {.state = s, .hall = hall};
    const Hallq__HallRow *row;
    if (hall_row_get(s, key_hall(hall), &row))
        return "the hall's row cannot be read";
    w.day = row->day;
    if (hall_scan(&w, TABLE_TICKET, ticket_cb, &w) ||
        hall_scan(&w, TABLE_COUNTER, counter_cb, &w) || hall_scan(&w, TABLE_LINE, line_cb, &w) ||
        hall_scan(&w, TABLE_NUMBER, number_cb, &w) ||
        hall_scan(&w, TABLE_MEASURE, measure_cb, &w) || hall_scan(&w, TABLE_CASE, part_cb, &w))
        return "a table cannot be read";
    if (!w.broken && !totals_check(&w, row))
        counters_check(&w, row);
    return w.broken;
}
