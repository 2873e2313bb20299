// call.c - calling the next ticket, a named ticket, or the called ticket again; and the end of a
// call: the customer is here, or did not come.
//
//                 ┌─recall─┐ (calls_before_no_show calls in all, seconds_between_calls apart)
//   waiting ──▶ called ────┴──start──▶ serving
//                 └─ by the clerk after the last call, or by itself seconds_between_calls later ──▶ no-show
#include "broker/hall/core/counters.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_due.h"
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/visit/answer.h"
#include "broker/hall/visit/exception.h"
#include "broker/hall/visit/pick.h"
#include "broker/hall/visit/serve.h"
#include "broker/hall/visit/steps.h"
#include "broker/hall/visit/where.h"
#include "broker/hall/visit/which.h"
#include "broker/hall/wait/learn.h"

#define CALLS_KEPT LIMIT_CALLS_SHOWN

static int64_t between_ms(const struct deciding *d) {
    return (int64_t)d->settings->seconds_between_calls * 1000;
}

static Hallq__Why *why_make(struct deciding *d, Hallq__Why__Rule rule, const Hallq__TicketRow *t) {
    Hallq__Why *why = arena_need(d->state->arena, sizeof *why);
    hallq__why__init(why);
    why->rule = rule;
    why->waited_s = waited_s(t, d->now_ms);
    return why;
}

static void why_second(struct deciding *d, Hallq__Why *why, const struct pick *second) {
    if (!second->ticket)
        return;
    why->second = second->ticket->ticket;
    why->second_number = second->ticket->number;
    why->second_line = second->line;
    why->second_waited_s = waited_s(second->ticket, d->now_ms);
}

// When a ticket becomes a no-show by itself, if its call of this count is the last; else 0.
static int64_t no_show_at_ms(const struct deciding *d, uint32_t call_count) {
    return call_count >= d->settings->calls_before_no_show ? d->now_ms + between_ms(d) : 0;
}

// Emits the call of a ticket, the first or a further one, and the answer. Changes the row to what
// it will be.
static int called(struct deciding *d, Hallq__TicketRow *t, uint32_t call_count, Hallq__Why *why,
                  const struct pick *cursor) {
    EMIT(d, TICKET_CALLED, TicketCalled, ticket_called, event);
    event->ticket = t->ticket;
    event->number = t->number;
    event->service = service_now(t);
    event->counter = d->counter;
    event->call_count = call_count;
    event->clerk = d->staff;
    event->left = t->in_line ? t->line : NULL;
    event->why = why;
    event->no_show_at_ms = no_show_at_ms(d, call_count);
    event->ratio_part = cursor ? cursor->ratio_part : d->counter_row->ratio_part;
    event->ratio_taken = cursor ? cursor->ratio_taken : d->counter_row->ratio_taken;
    event->by = by_make(d);
    t->state = HALLQ__TICKET__STATE__CALLED;
    t->counter = d->counter;
    t->call_count = call_count;
    t->due_at_ms = event->no_show_at_ms;
    decision_done(d)->why = why;
    return answer(d, t, true);
}

static int call_first(struct deciding *d) {
    struct pick first;
    struct pick second;
    int err = counter_free_check(d);
    if (err || (err = pick_next(d, &first, &second)))
        return err;
    if (!first.ticket)
        return refuse(d, HALLQ__REFUSAL__REASON__NOTHING_WAITING, NULL);
    Hallq__Why *why = why_make(d, first.rule, first.ticket);
    why_second(d, why, &second);
    Hallq__TicketRow t = *first.ticket; // what it points at stays borrowed
    return called(d, &t, 1, why, &first);
}

static Hallq__TicketNoShow *no_show_emit(struct deciding *d, const Hallq__TicketRow *t) {
    EMIT(d, TICKET_NO_SHOW, TicketNoShow, ticket_no_show, missed);
    missed->ticket = t->ticket;
    missed->number = t->number;
    missed->counter = t->counter;
    return missed;
}

static int calls_left(struct deciding *d, const Hallq__TicketRow *t) {
    const char *calls =
        arena_printf(d->state->arena, "%u/%u", t->call_count, d->settings->calls_before_no_show);
    return refuse_until(d, HALLQ__REFUSAL__REASON__CALLS_LEFT, t->called_at_ms + between_ms(d),
                        calls);
}

// A clerk, who sees the hall, need not wait for the seconds after the last call.
static int no_show_here(struct deciding *d) {
    Hallq__TicketRow *t;
    int err = ticket_find_own(d, HALLQ__TICKET__STATE__CALLED, &t);
    if (err)
        return err;
    if (t->call_count < d->settings->calls_before_no_show)
        return calls_left(d, t);
    no_show_emit(d, t)->by = by_make(d);
    t->state = HALLQ__TICKET__STATE__NO_SHOW;
    t->due_at_ms = 0;
    return answer(d, t, false);
}

// The ticket that was ended stays ended where no ticket can be called: nobody waits, or its end
// signed the clerk off (leaving.c).
static int call_after(struct deciding *d) {
    Hallq__JournalRecord *record = d->out->record;
    Hallq__Done *done = decision_done(d);
    done->ended = done->ticket;
    done->ticket = NULL;
    int err = call_first(d);
    Hallq__Refusal__Reason reason = d->out->refusal.reason;
    if (err != ERR_REFUSED || (reason != HALLQ__REFUSAL__REASON__NOTHING_WAITING &&
                               reason != HALLQ__REFUSAL__REASON__COUNTER_CLOSED))
        return err;
    done->not_called = reason;
    hallq__refusal__init(&d->out->refusal);
    d->out->record = record;
    return ERR_OK;
}

// With one press a clerk ends the ticket at the counter and calls the next.
int call_next_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__CallNext *c = request->call_next;
    if (c->finish && c->no_show)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "no_show");
    if (!c->finish && !c->no_show)
        return call_first(d);
    int err = c->finish ? finish_here(d, c->finish) : no_show_here(d);
    if (!err)
        err = step_apply(d);
    return err ? err : call_after(d);
}

static bool may_call_named(const struct deciding *d) {
    const Hallq__StaffSettings *person = settings_staff(d->settings, d->staff);
    return d->staff_role == HALLQ__STAFF__ROLE__LEAD ||
           d->staff_role == HALLQ__STAFF__ROLE__MANAGER || (person && person->may_call_named);
}

// Whether this counter may call this ticket out of order.
static int named_check(struct deciding *d, const Hallq__TicketRow *t) {
    if (elsewhere(d, t))
        return refuse(d, HALLQ__REFUSAL__REASON__NOT_YOUR_TICKET, NULL);
    if (t->state != HALLQ__TICKET__STATE__WAITING)
        return refuse(d, HALLQ__REFUSAL__REASON__WRONG_STATE, NULL);
    bool mine = (t->line->kind == HALLQ__LINE__KIND__COUNTER && t->line->id == d->counter) ||
                (t->line->kind == HALLQ__LINE__KIND__CLERK && t->line->id == d->staff);
    if (!mine && !counter_gives(d->settings, d->counter, d->counter_row, service_now(t)))
        return refuse(d, HALLQ__REFUSAL__REASON__SERVICE_NOT_GIVEN, NULL);
    return ERR_OK;
}

// A call out of order: the record holds the reason, and the ticket that would have been next.
int call_named_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__CallNamed *named = request->call_named;
    const Hallq__HallSettings *h = d->settings;
    struct pick second;
    Hallq__TicketRow *t;
    if (!may_call_named(d))
        return refuse(d, HALLQ__REFUSAL__REASON__PERSON_MAY_NOT, NULL);
    if (!code_known(h->named_reasons, h->n_named_reasons, named->reason))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_REASON, NULL);
    int err = counter_free_check(d);
    if (err)
        return err;
    if ((err = ticket_find(d, named->which, &t)))
        return err;
    if ((err = named_check(d, t)))
        return err;
    if ((err = pick_second(d, t->ticket, &second)))
        return err;
    Hallq__Why *why = why_make(d, HALLQ__WHY__RULE__NAMED, t);
    why->reason = named->reason;
    why_second(d, why, &second);
    return called(d, t, 1, why, NULL);
}

int recall_decide(struct deciding *d, const Hallq__Request *request) {
    Hallq__TicketRow *t;
    (void)request;
    int err = ticket_find_own(d, HALLQ__TICKET__STATE__CALLED, &t);
    if (err)
        return err;
    if (t->call_count >= d->settings->calls_before_no_show)
        return refuse(d, HALLQ__REFUSAL__REASON__WRONG_STATE, "calls");
    if (d->now_ms < t->called_at_ms + between_ms(d))
        return refuse_until(d, HALLQ__REFUSAL__REASON__TOO_SOON, t->called_at_ms + between_ms(d),
                            NULL);
    return called(d, t, t->call_count + 1, why_make(d, HALLQ__WHY__RULE__RECALL, t), NULL);
}

static int ticket_called_first(struct change *c, Hallq__TicketRow *t,
                               const Hallq__TicketCalled *event) {
    if (t->state != HALLQ__TICKET__STATE__WAITING)
        return ERR_CORRUPT;
    Hallq__Step *step = ticket_step(t);
    if (step && !step->called_at_ms)
        step->called_at_ms = c->at_ms;
    step_at(t, event->counter, event->clerk);
    int err = wait_called(c, t);
    if (!err)
        err = ticket_leave(c, t);
    t->state = HALLQ__TICKET__STATE__CALLED;
    return err ? err : counter_take(c, event->counter, t, HALLQ__COUNTER__STATE__CALLING);
}

static int cursor_set(struct change *c, const Hallq__TicketCalled *event) {
    const Hallq__CounterRow *now;
    Hallq__CounterRow *row;
    int err = counter_row_need(c->state, key_counter(c->hall, event->counter), &now);
    if (err || (now->ratio_part == event->ratio_part && now->ratio_taken == event->ratio_taken))
        return err;
    if ((err = change_counter_get(c, event->counter, &row)))
        return err;
    row->ratio_part = event->ratio_part;
    row->ratio_taken = event->ratio_taken;
    return change_counter_put(c, event->counter, row);
}

// Keeps the call in the ring of newest calls, which snapshots show.
static int call_keep(struct change *c, const Hallq__TicketCalled *event) {
    Hallq__CallRow row = HALLQ__CALL_ROW__INIT;
    row.seq = c->seq;
    row.at_ms = c->at_ms;
    row.ticket = event->ticket;
    row.number = event->number;
    row.counter = event->counter;
    row.call_count = event->call_count;
    uint32_t slot = c->row->calls % CALLS_KEPT;
    c->row->calls++;
    return call_row_put(c->state, key_call(c->hall, slot), &row);
}

int apply_ticket_called(struct change *c, const Hallq__TicketCalled *event) {
    Hallq__TicketRow *t;
    int err = ticket_take(c, event->ticket, &t);
    if (!err && event->call_count == 1)
        err = ticket_called_first(c, t, event);
    if (err)
        return err;
    t->call_count = event->call_count;
    t->called_at_ms = c->at_ms;
    if (event->why && event->why->rule == HALLQ__WHY__RULE__NAMED)
        exception_add(c, t, HALLQ__EXCEPTION__KIND__NAMED, event->why->reason, event->by);
    if ((err = ticket_due_set(c, t, HALLQ__DUE_ROW__KIND__NO_SHOW, event->no_show_at_ms)) ||
        (err = change_ticket_put(c, t)) || (err = cursor_set(c, event)))
        return err;
    return call_keep(c, event);
}

int start_decide(struct deciding *d, const Hallq__Request *request) {
    Hallq__TicketRow *t;
    (void)request;
    int err = ticket_find_own(d, HALLQ__TICKET__STATE__CALLED, &t);
    if (err)
        return err;
    EMIT(d, TICKET_STARTED, TicketStarted, ticket_started, started);
    started->ticket = t->ticket;
    started->number = t->number;
    started->counter = d->counter;
    started->by = by_make(d);
    t->state = HALLQ__TICKET__STATE__SERVING;
    t->due_at_ms = 0;
    return answer(d, t, true);
}

int apply_ticket_started(struct change *c, const Hallq__TicketStarted *event) {
    Hallq__TicketRow *t;
    int err = ticket_take(c, event->ticket, &t);
    if (err)
        return err;
    Hallq__Step *step = ticket_step(t);
    if (step && !step->started_at_ms)
        step->started_at_ms = c->at_ms;
    t->state = HALLQ__TICKET__STATE__SERVING;
    t->serving_since_ms = c->at_ms;
    if ((err = change_ticket_put(c, t)))
        return err;
    return counter_take(c, event->counter, t, HALLQ__COUNTER__STATE__SERVING);
}

int no_show_decide(struct deciding *d, const Hallq__Request *request) {
    (void)request;
    return no_show_here(d);
}

int no_show_due(struct deciding *d, const struct due_key *due) {
    Hallq__TicketRow *t;
    int err = ticket_row_get(d->state, key_ticket(d->hall, due->subject), &t);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    no_show_emit(d, t);
    return ERR_OK;
}

int apply_ticket_no_show(struct change *c, const Hallq__TicketNoShow *event) {
    Hallq__TicketRow *t;
    int err = ticket_take(c, event->ticket, &t);
    if (!err)
        err = open_add(c, -1);
    if (err)
        return err;
    t->state = HALLQ__TICKET__STATE__NO_SHOW;
    if ((err = change_ticket_put(c, t)) || (err = wait_came(c, false)))
        return err;
    return counter_let_go(c, event->counter);
}
