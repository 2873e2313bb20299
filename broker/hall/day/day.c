// day.c - the business day. One event opens the day: numbers and hours begin afresh, counters
// without a ticket are closed, and everybody is signed off, or, with a ticket at the counter, when
// that ticket is ended. The tickets left of earlier days are closed after the event, in small
// batches, so that a hall with a hundred thousand tickets opens as fast as a hall with ten.
//
// A broker that was off for days opens only the present day. The day never goes back by itself,
// even if new settings move the zone or the hour: the next day then begins when its own start
// comes. Only the administrator leads the day back (back.c).
//
// Leftovers are tickets of earlier days that nobody serves: expected, waiting, held or called. A
// ticket at a counter in service is left alone and looked at again the next day. A hall whose
// settings carry tickets over has no leftovers.
#include "broker/hall/day/day.h"

#include "base/wire/wire.h"
#include "broker/hall/core/calendar.h"
#include "broker/hall/core/clerk_times.h"
#include "broker/hall/core/counters.h"
#include "broker/hall/core/meta.h"
#include "broker/hall/core/present.h"
#include "broker/hall/core/rules_by_due.h"
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/counter/leaving.h"
#include "broker/hall/counter/pin.h"
#include "broker/hall/day/chore.h"
#include "broker/hall/day/hours.h"
#include "broker/hall/visit/numbers.h"
#include "broker/hall/visit/ticket.h"
#include "broker/hall/visit/where.h"

// True for a counter without a ticket that the day roll finds open or with a person signed on.
static bool counter_left_open(const Hallq__CounterRow *row) {
    return !row->ticket && (!counter_closed(row) || row->clerk);
}

static int counters_to_close(struct deciding *d, Hallq__DayOpened *opened) {
    const Hallq__HallSettings *h = d->settings;
    opened->closed_counters =
        arena_need(d->state->arena, (h->n_counters + 1) * sizeof *opened->closed_counters);
    for (size_t i = 0; i < h->n_counters; i++) {
        uint32_t counter = h->counters[i]->id;
        const Hallq__CounterRow *row;
        struct key key = key_counter(d->hall, counter);
        int err = counter_row_need(d->state, key, &row);
        if (row_passed(d->state, TABLE_COUNTER, key, err))
            continue;
        if (err)
            return err;
        if (counter_left_open(row))
            opened->closed_counters[opened->n_closed_counters++] = counter;
    }
    return ERR_OK;
}

// Returns the tickets that wait for the clerk of a counter that the day roll closes.
static int counter_line_return(struct deciding *d, uint32_t counter) {
    const Hallq__CounterRow *row;
    int err = counter_row_need(d->state, key_counter(d->hall, counter), &row);
    return err || !row->clerk ? err : clerk_line_return(d, row->clerk);
}

// Nobody stays signed on into another day. People at a counter that the day roll closes are signed
// off with the counter; a person with a ticket ends the ticket first.
static int presents_end(struct deciding *d) {
    struct present *who;
    int err = presents_find(d, &who);
    for (; who && !err; who = who->next) {
        const Hallq__CounterRow *row = NULL;
        struct key key = key_counter(d->hall, who->counter);
        if (who->counter)
            err = counter_row_need(d->state, key, &row);
        if (row_passed(d->state, TABLE_COUNTER, key, err))
            err = ERR_OK;
        if (err || (row && !row->ticket))
            continue;
        err = sign_on_end(d, who->staff, who->device, who->counter);
        if (!err)
            err = clerk_line_return(d, who->staff);
    }
    return err;
}

// Finds the time up to which the hall forgets nothing; 0: it is not spared. Nothing that cannot be
// undone happens by a clock in doubt, nor on the first day after a leap of the date.
static int spare(struct deciding *d, bool leaps, int64_t *ret_until_ms) {
    bool in_doubt;
    int err = clock_in_doubt(d->state, &in_doubt);
    int64_t spared_ms = d->row->spared_until_ms;
    *ret_until_ms = in_doubt || leaps       ? d->now_ms + CALENDAR_DAY_MS
                    : d->now_ms < spared_ms ? spared_ms
                                            : 0;
    return err;
}

static int day_open(struct deciding *d, int32_t day, bool begins_again) {
    const Hallq__HallSettings *h = d->settings;
    struct hours hours;
    int64_t spared_until_ms;
    bool leaps = begins_again || day > d->row->day + LIMIT_DAYS_SKIPPED;
    int err = hours_find(d, h, &hours);
    if (!err)
        err = spare(d, leaps, &spared_until_ms);
    if (err)
        return err;
    EMIT(d, DAY_OPENED, DayOpened, day_opened, opened);
    opened->day = day;
    opened->begins_again = begins_again;
    opened->spared_until_ms = spared_until_ms;
    opened->next_roll_at_ms = calendar_day_start_ms(h, opened->day + 1);
    opened->opened = hours.opened;
    opened->n_opened = hours.opened_count;
    opened->closed = hours.closed;
    opened->n_closed = hours.closed_count;
    opened->next_hours_at_ms = hours.next_at_ms;
    d->out->record->day = opened->day;
    err = counters_to_close(d, opened);
    for (size_t i = 0; i < opened->n_closed_counters && !err; i++)
        err = counter_line_return(d, opened->closed_counters[i]);
    return err ? err : presents_end(d);
}

int day_roll_due(struct deciding *d, const struct due_key *due) {
    int32_t day = calendar_business_day(d->settings, d->now_ms);
    (void)due;
    return day_open(d, day > d->row->day ? day : d->row->day + 1, false);
}

int day_begin_again(struct deciding *d) {
    return day_open(d, calendar_business_day(d->settings, d->now_ms), true);
}

// ---------------------------------------------------------------- leftovers

// The walk over a chunk of tickets.
struct leftovers {
    struct deciding *d;
    Hallq__LeftoversClosed *event;
    size_t looked_count;
    bool all_ended; // every ticket so far, in earlier chunks as well, has ended or is closed now
    bool full;
};

static void leftover_add(struct leftovers *l, const Hallq__TicketRow *row) {
    Hallq__LeftoversClosed__One *one = arena_need(l->d->state->arena, sizeof *one);
    hallq__leftovers_closed__one__init(one);
    one->ticket = row->ticket;
    one->number = row->number;
    one->left = row->in_line ? row->line : NULL;
    one->counter = row->state == HALLQ__TICKET__STATE__CALLED ? row->counter : 0;
    one->held_counter = row->state == HALLQ__TICKET__STATE__HELD ? row->counter : 0;
    l->event->tickets[l->event->n_tickets++] = one;
}

static int leftover_cb(void *arg, struct bytes key, struct bytes value) {
    struct leftovers *l = arg;
    Hallq__TicketRow *row = wire_unpack_stored(&hallq__ticket_row__descriptor, l->d->state->arena,
                                               value.data, value.size);
    if (!row) {
        row_unread(l->d->state, TABLE_TICKET, key);
        return 0;
    }
    if (row->ticket >= l->d->row->first_ticket)
        return 1;
    if (row->state == HALLQ__TICKET__STATE__SERVING)
        l->all_ended = false;
    else if (!ticket_ended(row))
        leftover_add(l, row);
    l->event->looked_upto = row->ticket;
    if (l->all_ended)
        l->event->settled_upto = row->ticket;
    l->full = ++l->looked_count == LIMIT_CHUNK_ROWS;
    return l->full;
}

// Finds the key to go on from, in the due row; the first chunk begins behind the tickets that had
// ended yesterday.
static int leftovers_from(struct deciding *d, const struct due_key *due, struct key *ret) {
    Hallq__DueRow *row;
    int err = due_row_get(d->state, key_due(due->at_ms, d->hall, due->kind, due->subject), &row);
    *ret = key_ticket(d->hall, d->row->looked_upto + 1);
    if (!err && row->from_key.len == ret->size) {
        struct bytes from = {row->from_key.data, row->from_key.len};
        *ret = key_ticket(d->hall, key_read_u64(from, KEY_HALL_SIZE));
    }
    return err;
}

int leftovers_due(struct deciding *d, const struct due_key *due) {
    struct key from;
    int err = leftovers_from(d, due, &from);
    if (err)
        return err;
    EMIT(d, LEFTOVERS_CLOSED, LeftoversClosed, leftovers_closed, event);
    event->tickets =
        arena_need(d->state->arena, LIMIT_CHUNK_ROWS * sizeof(Hallq__LeftoversClosed__One *));
    event->looked_upto = key_read_u64(key_bytes(&from), KEY_HALL_SIZE) - 1;
    event->settled_upto = d->row->looked_upto;
    struct leftovers l = {
        .d = d, .event = event, .all_ended = event->looked_upto == event->settled_upto};
    err = rows_scan_over(d->state, TABLE_TICKET, from, KEY_HALL_SIZE, leftover_cb, &l);
    event->done = !l.full;
    return err;
}

// ---------------------------------------------------------------- apply

int roll_schedule(struct change *c, int64_t at_ms) {
    int err = ERR_OK;
    if (c->row->roll_at_ms)
        err = due_del(c->state, c->row->roll_at_ms, c->hall, HALLQ__DUE_ROW__KIND__DAY_ROLL, 0);
    c->row->roll_at_ms = at_ms;
    if (err)
        return err;
    return due_put(c->state, at_ms, c->hall, HALLQ__DUE_ROW__KIND__DAY_ROLL, 0, NULL, 0);
}

static int lines_reset(struct change *c, bool numbers_go_on) {
    const Hallq__HallSettings *h;
    int err = change_settings(c, &h);
    for (size_t i = 0; !err && i < h->n_services; i++) {
        struct key key = key_line(c->hall, HALLQ__LINE__KIND__SERVICE, h->services[i]->id);
        Hallq__LineRow *row;
        err = line_row_edit(c->state, key, &row);
        if (row_passed(c->state, TABLE_LINE, key, err)) {
            err = ERR_OK;
            continue;
        }
        if (err)
            return err;
        row->issued = 0;
        row->by_staff = row->by_gateway = row->away = row->cap_today = 0;
        if (!h->services[i]->continue_numbers && !numbers_go_on)
            row->last_number = 0;
        err = line_row_put(c->state, key, row);
    }
    return err;
}

static int counter_close(struct change *c, uint32_t counter) {
    Hallq__CounterClosed closed = HALLQ__COUNTER_CLOSED__INIT;
    Hallq__StaffSignedOff off = HALLQ__STAFF_SIGNED_OFF__INIT;
    Hallq__CounterRow *row;
    int err = change_counter_get(c, counter, &row);
    if (err)
        return err;
    closed.counter = off.counter = counter;
    off.staff = row->clerk;
    off.device = row->device;
    err = apply_counter_closed(c, &closed);
    if (!err && off.staff)
        err = apply_staff_signed_off(c, &off);
    if (err || (err = change_counter_get(c, counter, &row)))
        return err;
    clerk_times_clear(row); // what passed was the day before
    return change_counter_put(c, counter, row);
}

int apply_day_opened(struct change *c, const Hallq__DayOpened *event) {
    c->row->day = event->day;
    c->row->first_ticket = c->row->tickets + 1;
    c->row->first_measure = c->row->measures + 1;
    c->row->spared_until_ms = event->spared_until_ms;
    if (event->begins_again && c->row->purged_upto_day >= event->day)
        c->row->purged_upto_day = event->day - 1;
    int err = numbers_recall(c);
    if (!err)
        err = lines_reset(c, event->begins_again);
    if (!err)
        err = hours_set(c, event->opened, event->n_opened, true);
    if (!err)
        err = hours_set(c, event->closed, event->n_closed, false);
    for (size_t i = 0; i < event->n_closed_counters && !err; i++)
        err = counter_close(c, event->closed_counters[i]);
    if (!err)
        err = pins_day_over(c);
    if (!err)
        err = roll_schedule(c, event->next_roll_at_ms);
    if (!err)
        err = hours_schedule(c, event->next_hours_at_ms);
    return err ? err : chores_begin(c, event->begins_again);
}

static int leftover_close(struct change *c, const Hallq__LeftoversClosed__One *one) {
    Hallq__TicketRow *row;
    int err = ticket_take_out(c, one->ticket, &row);
    if (err)
        return err;
    row->state = HALLQ__TICKET__STATE__CANCELLED;
    if ((err = open_add(c, -1)) || (err = change_ticket_put(c, row)))
        return err;
    if (one->counter && (err = counter_let_go(c, one->counter)))
        return err;
    return counter_held_add(c, one->held_counter, -1);
}

int apply_leftovers_closed(struct change *c, const Hallq__LeftoversClosed *event) {
    int err = ERR_OK;
    for (size_t i = 0; i < event->n_tickets && !err; i++)
        err = leftover_close(c, event->tickets[i]);
    c->row->looked_upto = event->settled_upto;
    if (err || event->done)
        return err ? err : chore_done(c);
    struct key from = key_ticket(c->hall, event->looked_upto + 1);
    return chore_go_on(c, from.data, from.size);
}
