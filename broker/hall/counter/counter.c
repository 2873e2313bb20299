// counter.c - the state of a counter; its tickets are moved by the rules of tickets.
//
//              open                  call
//   CLOSED ───────────▶ FREE ─────────────────▶ CALLING ──start──▶ SERVING
//     ▲ ▲                │ ▲ ▲                     │                  │
//     │ └─────close──────┤ │ └── finish, hold, transfer, no-show, free┘
//     │            pause │ │ resume
//     │                  ▼ │
//     └────close──────PAUSED
//
// docs/STATES.md has the table of every state and command. Beside the state a counter has a clerk
// (staff.c) and the flag `lost`: its terminal was not heard for the lease. A lost counter keeps its
// state until the shift lead frees it: freeing sends the ticket on, closes the counter and signs
// its clerk off.
#include "broker/hall/counter/counter.h"

#include "broker/hall/core/clerk_times.h"
#include "broker/hall/core/counters.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/counter/leaving.h"
#include "broker/hall/visit/steps.h"
#include "broker/hall/visit/where.h"

// The counter that a command is about.
struct target {
    uint32_t counter;
    const Hallq__CounterRow *row;
};

static int counter_named(struct deciding *d, uint32_t counter, struct target *ret) {
    ret->counter = counter;
    if (!settings_counter(d->settings, counter))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_COUNTER, NULL);
    return counter_row_need(d->state, key_counter(d->hall, counter), &ret->row);
}

// A counter terminal acts on its own counter, other devices name a counter.
static int counter_target(struct deciding *d, uint32_t wanted, struct target *ret) {
    if (d->asker->role != HALLQ__DEVICE__ROLE__COUNTER)
        return counter_named(d, wanted, ret);
    if (wanted && wanted != d->counter)
        return refuse(d, HALLQ__REFUSAL__REASON__NOT_ALLOWED, "counter");
    *ret = (struct target){d->counter, d->counter_row};
    return ERR_OK;
}

// The states in which a counter may take a command, and the reason to refuse in each other state.
struct wanted_state {
    Hallq__Refusal__Reason closed, free, busy, paused; // NONE: the command is allowed
};

static Hallq__Refusal__Reason state_reason(const struct wanted_state *w,
                                           const Hallq__CounterRow *row) {
    switch (row->state) {
    case HALLQ__COUNTER__STATE__FREE:
        return w->free;
    case HALLQ__COUNTER__STATE__CALLING:
    case HALLQ__COUNTER__STATE__SERVING:
        return w->busy;
    case HALLQ__COUNTER__STATE__PAUSED:
        return w->paused;
    case HALLQ__COUNTER__STATE__NO_STATE:
    case HALLQ__COUNTER__STATE__CLOSED:
    case _HALLQ__COUNTER__STATE_IS_INT_SIZE:
        break;
    }
    return w->closed;
}

static int target_check(struct deciding *d, uint32_t wanted, const struct wanted_state *w,
                        struct target *ret) {
    int err = counter_target(d, wanted, ret);
    if (err)
        return err;
    Hallq__Refusal__Reason reason = state_reason(w, ret->row);
    return reason == HALLQ__REFUSAL__REASON__NONE ? ERR_OK : refuse(d, reason, NULL);
}

int counter_open_decide(struct deciding *d, const Hallq__Request *request) {
    static const struct wanted_state wanted = {.free = HALLQ__REFUSAL__REASON__ALREADY,
                                               .busy = HALLQ__REFUSAL__REASON__ALREADY,
                                               .paused = HALLQ__REFUSAL__REASON__COUNTER_PAUSED};
    struct target t;
    int err = target_check(d, request->counter_open->counter, &wanted, &t);
    if (err)
        return err;
    if (!t.row->clerk)
        return refuse(d, HALLQ__REFUSAL__REASON__NOT_SIGNED_ON, NULL);
    EMIT(d, COUNTER_OPENED, CounterOpened, counter_opened, opened);
    opened->counter = t.counter;
    opened->clerk = t.row->clerk;
    opened->by = by_make(d);
    return ERR_OK;
}

int counter_close_decide(struct deciding *d, const Hallq__Request *request) {
    static const struct wanted_state wanted = {.closed = HALLQ__REFUSAL__REASON__ALREADY,
                                               .busy = HALLQ__REFUSAL__REASON__COUNTER_BUSY};
    struct target t;
    int err = target_check(d, request->counter_close->counter, &wanted, &t);
    if (err)
        return err;
    EMIT(d, COUNTER_CLOSED, CounterClosed, counter_closed, closed);
    closed->counter = t.counter;
    closed->by = by_make(d);
    return ERR_OK;
}

int counter_pause_decide(struct deciding *d, const Hallq__Request *request) {
    static const struct wanted_state wanted = {.closed = HALLQ__REFUSAL__REASON__COUNTER_CLOSED,
                                               .busy = HALLQ__REFUSAL__REASON__COUNTER_BUSY,
                                               .paused = HALLQ__REFUSAL__REASON__ALREADY};
    const Hallq__HallSettings *h = d->settings;
    const char *reason = request->counter_pause->reason;
    struct target t;
    int err = target_check(d, request->counter_pause->counter, &wanted, &t);
    if (err)
        return err;
    if (!reason_ok(h->pause_reasons, h->n_pause_reasons, reason))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_REASON, NULL);
    EMIT(d, COUNTER_PAUSED, CounterPaused, counter_paused, paused);
    paused->counter = t.counter;
    paused->reason = arena_text(d->state->arena, reason);
    paused->by = by_make(d);
    return ERR_OK;
}

int counter_resume_decide(struct deciding *d, const Hallq__Request *request) {
    static const struct wanted_state wanted = {.closed = HALLQ__REFUSAL__REASON__COUNTER_CLOSED,
                                               .free = HALLQ__REFUSAL__REASON__ALREADY,
                                               .busy = HALLQ__REFUSAL__REASON__ALREADY};
    struct target t;
    int err = target_check(d, request->counter_resume->counter, &wanted, &t);
    if (err)
        return err;
    EMIT(d, COUNTER_RESUMED, CounterResumed, counter_resumed, resumed);
    resumed->counter = t.counter;
    resumed->by = by_make(d);
    return ERR_OK;
}

int counter_services_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__CounterServices *c = request->counter_services;
    struct target t;
    int err = counter_named(d, c->counter, &t);
    if (err)
        return err;
    for (size_t i = 0; i < c->n_services; i++) {
        if (!settings_service(d->settings, c->services[i]))
            return refuse(d, HALLQ__REFUSAL__REASON__NO_SERVICE,
                          arena_printf(d->state->arena, "%u", c->services[i]));
        if (id_listed(c->services, i, c->services[i]))
            return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "services");
    }
    EMIT(d, COUNTER_SERVICES_SET, CounterServicesSet, counter_services_set, set);
    set->counter = c->counter;
    set->n_services = c->n_services;
    if (c->n_services)
        set->services =
            arena_copy(d->state->arena, c->services, c->n_services * sizeof *c->services);
    set->by = by_make(d);
    return ERR_OK;
}

// ---------------------------------------------------------------- a stuck counter

// Finds where a freed ticket waits again: in the line it came from, at its old rank, not before the
// least gap after its call is over. From the own line of a lost counter, or of the clerk signed off
// there, the ticket goes to the line of its service, since the counter calls nobody.
static int place_freed(struct deciding *d, const struct target *t, const Hallq__TicketRow *ticket,
                       struct place *ret) {
    Hallq__TicketRow from = *ticket;
    if (t->row->lost && from.line && from.line->kind != HALLQ__LINE__KIND__SERVICE)
        from.line = NULL;
    return place_back(d, &from, ticket->rank_ms, ret);
}

static int freed_emit(struct deciding *d, const struct target *t, Hallq__Ticket__State state) {
    Hallq__TicketRow *ticket;
    int err = ticket_row_get(d->state, key_ticket(d->hall, t->row->ticket), &ticket);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    EMIT(d, COUNTER_FREED, CounterFreed, counter_freed, freed);
    freed->counter = t->counter;
    freed->ticket = ticket->ticket;
    freed->number = ticket->number;
    freed->ticket_state = state;
    freed->served_s = served_so_far_s(ticket, d->now_ms);
    freed->by = by_make(d);
    if (state != HALLQ__TICKET__STATE__WAITING)
        return ERR_OK;
    struct place place;
    err = place_freed(d, t, ticket, &place);
    freed->to = place.to;
    freed->entered = place.entered;
    freed->rank_ms = place.rank_ms;
    freed->offer_at_ms = place.offer_at_ms;
    return err;
}

// Closes a lost counter and signs its clerk off: nobody is there.
static int lost_closed_emit(struct deciding *d, const struct target *t) {
    EMIT(d, COUNTER_CLOSED, CounterClosed, counter_closed, closed);
    closed->counter = t->counter;
    closed->by = by_make(d);
    if (!t->row->clerk)
        return ERR_OK;
    EMIT(d, STAFF_SIGNED_OFF, StaffSignedOff, staff_signed_off, off);
    off->staff = t->row->clerk;
    off->device = t->row->device;
    off->counter = t->counter;
    off->by = by_make(d);
    return clerk_line_return(d, off->staff);
}

int counter_free_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__CounterFree *c = request->counter_free;
    struct target t;
    int err = counter_named(d, c->counter, &t);
    if (err)
        return err;
    if (c->ticket_state != HALLQ__TICKET__STATE__WAITING &&
        c->ticket_state != HALLQ__TICKET__STATE__NO_SHOW &&
        c->ticket_state != HALLQ__TICKET__STATE__FINISHED)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "ticket_state");
    if (!t.row->ticket)
        return refuse(d, HALLQ__REFUSAL__REASON__COUNTER_NOT_STUCK, NULL);
    if ((err = freed_emit(d, &t, c->ticket_state)))
        return err;
    return t.row->lost ? lost_closed_emit(d, &t) : ERR_OK;
}

int decide_counter_heard(struct state *s, int64_t now_ms, uint32_t hall, uint32_t counter,
                         bool heard, struct decision *ret) {
    struct deciding d;
    const Hallq__CounterRow *row;
    int err = deciding_begin(&d, s, now_ms, hall, ret);
    if (!err)
        err = counter_row_need(s, key_counter(hall, counter), &row);
    if (err)
        return err;
    if (heard && row->lost) {
        EMIT(&d, COUNTER_FOUND, CounterFound, counter_found, found);
        found->counter = counter;
    } else if (!heard && !row->lost && !counter_closed(row)) {
        EMIT(&d, COUNTER_LOST, CounterLost, counter_lost, lost);
        lost->counter = counter;
    } else {
        ret->record = NULL;
    }
    return ERR_OK;
}

// ---------------------------------------------------------------- apply

static int counter_state_set(struct change *c, uint32_t counter, Hallq__Counter__State state,
                             const char *pause_reason) {
    Hallq__CounterRow *row;
    int err = change_counter_get(c, counter, &row);
    if (err)
        return err;
    if (row->ticket)
        return ERR_CORRUPT;
    clerk_times_pass(c, row);
    if (row->state != state && state == HALLQ__COUNTER__STATE__PAUSED)
        clerk_times_pause(c, row);
    if (row->state != state)
        row->since_ms = c->at_ms;
    row->state = state;
    row->pause_reason = (char *)(uintptr_t)pause_reason;
    return change_counter_put(c, counter, row);
}

int apply_counter_opened(struct change *c, const Hallq__CounterOpened *event) {
    return counter_state_set(c, event->counter, HALLQ__COUNTER__STATE__FREE, "");
}

int apply_counter_closed(struct change *c, const Hallq__CounterClosed *event) {
    return counter_state_set(c, event->counter, HALLQ__COUNTER__STATE__CLOSED, "");
}

int apply_counter_paused(struct change *c, const Hallq__CounterPaused *event) {
    return counter_state_set(c, event->counter, HALLQ__COUNTER__STATE__PAUSED, event->reason);
}

int apply_counter_resumed(struct change *c, const Hallq__CounterResumed *event) {
    return counter_state_set(c, event->counter, HALLQ__COUNTER__STATE__FREE, "");
}

int apply_counter_services_set(struct change *c, const Hallq__CounterServicesSet *event) {
    Hallq__CounterRow *row;
    int err = change_counter_get(c, event->counter, &row);
    if (err)
        return err;
    row->services = event->services;
    row->n_services = event->n_services;
    return change_counter_put(c, event->counter, row);
}

static int lost_set(struct change *c, uint32_t counter, bool lost) {
    Hallq__CounterRow *row;
    int err = change_counter_get(c, counter, &row);
    if (err)
        return err;
    row->lost = lost;
    return change_counter_put(c, counter, row);
}

int apply_counter_lost(struct change *c, const Hallq__CounterLost *event) {
    return lost_set(c, event->counter, true);
}

int apply_counter_found(struct change *c, const Hallq__CounterFound *event) {
    return lost_set(c, event->counter, false);
}

// The ticket waits again: the time it was served so far is kept for the step.
static int freed_wait(struct change *c, const Hallq__CounterFreed *event,
                      Hallq__TicketRow *ticket) {
    ticket->served_s = event->served_s;
    ticket->serving_since_ms = 0;
    return ticket_wait(c, ticket, event->to, event->entered, event->rank_ms, event->offer_at_ms);
}

// The visit ends, also if further steps were asked for. Every mean leaves this service time out:
// nobody was at the counter.
static int freed_end(struct change *c, const Hallq__CounterFreed *event, Hallq__TicketRow *ticket) {
    if (event->ticket_state == HALLQ__TICKET__STATE__FINISHED) {
        step_end(c, ticket);
        if (ticket_step(ticket))
            ticket_step(ticket)->left_out = true;
        returns_clear(ticket);
        ticket->n_next_services = 0;
    }
    ticket->serving_since_ms = 0; // for a no-show: nobody came, whichever key was pressed
    ticket->state = event->ticket_state;
    return open_add(c, -1);
}

int apply_counter_freed(struct change *c, const Hallq__CounterFreed *event) {
    Hallq__CounterRow *row;
    Hallq__TicketRow *ticket;
    int err = change_counter_get(c, event->counter, &row);
    if (err)
        return err;
    if (row->ticket != event->ticket)
        return ERR_CORRUPT;
    if ((err = ticket_take(c, event->ticket, &ticket)))
        return err;
    if (event->ticket_state == HALLQ__TICKET__STATE__WAITING)
        err = freed_wait(c, event, ticket);
    else
        err = freed_end(c, event, ticket);
    if (err || (err = change_ticket_put(c, ticket)))
        return err;
    counter_set_free(c, row);
    if (event->ticket_state == HALLQ__TICKET__STATE__FINISHED)
        row->last_finished = event->ticket;
    return change_counter_put(c, event->counter, row);
}
