// leaving.c - a person who leaves a place leaves no ticket waiting there unseen. A person whose
// sign-on is over, or who is no longer in the settings, ends the ticket at their counter first: any
// event by which the counter lets the ticket go is the moment at which they are signed off.
#include "broker/hall/counter/leaving.h"

#include "broker/hall/core/counters.h"
#include "broker/hall/core/present.h"
#include "broker/hall/core/queue.h"
#include "broker/hall/visit/ahead.h"
#include "broker/hall/visit/steps.h"
#include "broker/hall/visit/where.h"

static void return_emit(struct deciding *d, const Hallq__TicketRow *t) {
    Hallq__Line *to = line_make(d, HALLQ__LINE__KIND__SERVICE,
                                settings_service_left(d->settings, service_now(t)));
    EMIT(d, TICKET_TRANSFERRED, TicketTransferred, ticket_transferred, event);
    event->ticket = t->ticket;
    event->number = t->number;
    event->left = t->line;
    event->entered = to;
    event->to = to;
    event->service = to->id;
    event->rank_ms = t->rank_ms;
    event->return_to_counter = t->return_to_counter;
    event->n_returns_after = t->n_returns_after;
    event->returns_after = t->returns_after;
    event->by = by_make(d);
}

int clerk_line_return(struct deciding *d, uint32_t staff) {
    struct queue_entry *entries =
        arena_need(d->state->arena, LIMIT_LINE_RETURNED * sizeof *entries);
    size_t count;
    int err = queue_first(d->state, d->hall, HALLQ__LINE__KIND__CLERK, staff, LIMIT_LINE_RETURNED,
                          entries, &count);
    for (size_t i = 0; i < count && !err; i++) {
        Hallq__TicketRow *t;
        struct key key = key_ticket(d->hall, entries[i].ticket);
        err = ticket_row_get(d->state, key, &t);
        if (!err)
            err = ahead_keep(d->state, d->hall, d->settings, t);
        if (!err)
            return_emit(d, t);
        if (row_passed(d->state, TABLE_TICKET, key, err == ERR_NOT_FOUND ? ERR_CORRUPT : err))
            err = ERR_OK;
    }
    return err;
}

bool leaving_stays(const Hallq__HallSettings *h, uint32_t staff, Hallq__Staff__Role role,
                   uint32_t counter) {
    const Hallq__StaffSettings *person = settings_staff(h, staff);
    return person && person->role == role && (!counter || settings_counter(h, counter));
}

int sign_off_emit(struct deciding *d, uint32_t staff, uint32_t device, uint32_t counter) {
    const Hallq__CounterRow *row = NULL;
    int err = counter ? counter_row_need(d->state, key_counter(d->hall, counter), &row) : ERR_OK;
    if (err)
        return err;
    if (row && (row->state == HALLQ__COUNTER__STATE__FREE ||
                row->state == HALLQ__COUNTER__STATE__PAUSED)) {
        EMIT(d, COUNTER_CLOSED, CounterClosed, counter_closed, closed);
        closed->counter = counter;
        closed->by = by_make(d);
    }
    EMIT(d, STAFF_SIGNED_OFF, StaffSignedOff, staff_signed_off, off);
    off->staff = staff;
    off->device = device;
    off->counter = counter;
    off->by = by_make(d);
    return ERR_OK;
}

int sign_on_end(struct deciding *d, uint32_t staff, uint32_t device, uint32_t counter) {
    const Hallq__CounterRow *row = NULL;
    const Hallq__SignOnRow *on;
    struct key key = key_counter(d->hall, counter);
    int err = counter ? counter_row_need(d->state, key, &row) : ERR_OK;
    if (row_passed(d->state, TABLE_COUNTER, key, err)) // no ticket can be ended there
        return sign_off_emit(d, staff, device, 0);
    if (err)
        return err;
    if (!row || !row->ticket)
        return sign_off_emit(d, staff, device, counter);
    if ((err = sign_on_row_need(d->state, key_sign_on(d->hall, device), &on)) || on->over)
        return err;
    EMIT(d, SIGN_ON_ENDED, SignOnEnded, sign_on_ended, ended);
    ended->staff = staff;
    ended->device = device;
    ended->counter = counter;
    return ERR_OK;
}

// ---------------------------------------------------------------- after the ticket at the counter

static bool signed_off_already(const struct deciding *d, uint32_t staff) {
    const Hallq__JournalRecord *record = d->out->record;
    for (size_t i = 0; i < record->n_events; i++)
        if (record->events[i]->body_case == HALLQ__EVENT__BODY_STAFF_SIGNED_OFF &&
            record->events[i]->staff_signed_off->staff == staff)
            return true;
    return false;
}

// The counter lets its ticket go in this record; the counter's row is still as before the record.
static int counter_look(struct deciding *d, uint32_t counter) {
    const Hallq__CounterRow *row;
    bool over;
    if (!counter)
        return ERR_OK;
    int err = counter_row_need(d->state, key_counter(d->hall, counter), &row);
    if (!err)
        err = sign_on_is_over(d, row->device, &over);
    if (err || !row->clerk || (settings_staff(d->settings, row->clerk) && !over) ||
        signed_off_already(d, row->clerk))
        return err;
    EMIT(d, COUNTER_CLOSED, CounterClosed, counter_closed, closed);
    closed->counter = counter;
    closed->by = by_make(d);
    EMIT(d, STAFF_SIGNED_OFF, StaffSignedOff, staff_signed_off, off);
    off->staff = row->clerk;
    off->device = row->device;
    off->counter = counter;
    off->by = by_make(d);
    return settings_staff(d->settings, row->clerk) ? clerk_line_return(d, row->clerk) : ERR_OK;
}

static int leftovers_look(struct deciding *d, const Hallq__LeftoversClosed *event) {
    int err = ERR_OK;
    for (size_t i = 0; i < event->n_tickets && !err; i++)
        err = counter_look(d, event->tickets[i]->counter);
    return err;
}

// Looks at the counter of each event by which a counter lets a ticket go.
static int event_look(struct deciding *d, const Hallq__Event *event) {
    if (event->body_case == HALLQ__EVENT__BODY_TICKET_HELD)
        return counter_look(d, event->ticket_held->counter);
    if (event->body_case == HALLQ__EVENT__BODY_TICKET_TRANSFERRED)
        return counter_look(d, event->ticket_transferred->from_counter);
    if (event->body_case == HALLQ__EVENT__BODY_TICKET_FINISHED)
        return counter_look(d, event->ticket_finished->counter);
    if (event->body_case == HALLQ__EVENT__BODY_TICKET_NO_SHOW)
        return counter_look(d, event->ticket_no_show->counter);
    if (event->body_case == HALLQ__EVENT__BODY_TICKET_CANCELLED)
        return counter_look(d, event->ticket_cancelled->counter);
    if (event->body_case == HALLQ__EVENT__BODY_COUNTER_FREED)
        return counter_look(d, event->counter_freed->counter);
    if (event->body_case == HALLQ__EVENT__BODY_LEFTOVERS_CLOSED)
        return leftovers_look(d, event->leftovers_closed);
    return ERR_OK;
}

int leaving_after(struct deciding *d) {
    size_t count = d->out->record->n_events;
    int err = ERR_OK;
    for (size_t i = 0; i < count && d->settings && !err; i++)
        err = event_look(d, d->out->record->events[i]);
    return err;
}
