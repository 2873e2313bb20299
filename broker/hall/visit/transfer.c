// transfer.c - a ticket waits in another line under the same number: the line of a service, a
// counter or a clerk.
//
// A counter hands over the ticket it holds, a guide or lead also a waiting one. The rank stays,
// unless the end of the line is asked for; so nobody queues from the start for being sent on. Where
// a counter held the ticket, a new step of the visit begins; a waiting ticket only changes its
// line. In a service's line the step is of that service; with a counter or clerk the step keeps its
// service, or gets the service that was asked for. The customer is waiting already, so neither
// hours nor a suspended service matter.
//
// A counter calls the tickets that wait for it or its clerk before any service's line: a ticket
// that is sent there out of a service's line goes past the line, as by a call of a named ticket,
// and that takes a reason.
#include "broker/hall/core/counters.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/visit/ahead.h"
#include "broker/hall/visit/answer.h"
#include "broker/hall/visit/exception.h"
#include "broker/hall/visit/steps.h"
#include "broker/hall/visit/where.h"
#include "broker/hall/visit/which.h"

static bool at_counter(const Hallq__TicketRow *t) {
    return t->state == HALLQ__TICKET__STATE__CALLED || t->state == HALLQ__TICKET__STATE__SERVING;
}

static int transfer_find(struct deciding *d, const Hallq__Which *which, Hallq__TicketRow **ret) {
    bool empty = !which || (!which->ticket && !*which->number);
    if (empty && d->counter_row)
        return ticket_find_own(d, HALLQ__TICKET__STATE__NO_STATE, ret);
    return ticket_find(d, which, ret);
}

static int may_transfer(struct deciding *d, const Hallq__TicketRow *t) {
    if (elsewhere(d, t))
        return refuse(d, HALLQ__REFUSAL__REASON__NOT_YOUR_TICKET, NULL);
    if (at_counter(t))
        return ERR_OK;
    if (t->state != HALLQ__TICKET__STATE__WAITING)
        return refuse(d, HALLQ__REFUSAL__REASON__WRONG_STATE, NULL);
    if (!on_floor(d))
        return refuse(d, HALLQ__REFUSAL__REASON__PERSON_MAY_NOT, NULL);
    return ERR_OK;
}

// The service of the ticket's step from now on.
static int service_wanted(struct deciding *d, const Hallq__TicketRow *t,
                          const Hallq__Transfer *transfer, uint32_t *ret) {
    bool in_line = transfer->to->kind == HALLQ__LINE__KIND__SERVICE;
    uint32_t now = in_line ? transfer->to->id : service_now(t);
    *ret = transfer->service ? transfer->service : now;
    if (in_line && *ret != now)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "service");
    if (transfer->service && !settings_service(d->settings, *ret))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_SERVICE, NULL);
    return ERR_OK;
}

static bool past_line(const Hallq__TicketRow *t, const Hallq__Transfer *transfer) {
    return !at_counter(t) && t->line->kind == HALLQ__LINE__KIND__SERVICE &&
           transfer->to->kind != HALLQ__LINE__KIND__SERVICE;
}

// A transfer past a line takes a reason; in any other no reason is asked for or kept.
static int past_line_check(struct deciding *d, const Hallq__TicketRow *t,
                           const Hallq__Transfer *transfer) {
    const Hallq__HallSettings *h = d->settings;
    if (past_line(t, transfer) &&
        !reason_ok(h->past_line_reasons, h->n_past_line_reasons, transfer->reason))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_REASON, NULL);
    return ERR_OK;
}

static int where_check(struct deciding *d, const Hallq__TicketRow *t,
                       const Hallq__Transfer *transfer, uint32_t *ret_service) {
    int err = line_check(d, transfer->to);
    if (err)
        return err;
    if ((err = service_wanted(d, t, transfer, ret_service)))
        return err;
    if (transfer->come_back && !at_counter(t))
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "come_back");
    if (!at_counter(t) && !transfer->at_end && line_same(t->line, transfer->to) &&
        *ret_service == service_now(t))
        return refuse(d, HALLQ__REFUSAL__REASON__ALREADY, NULL);
    if ((err = past_line_check(d, t, transfer)))
        return err;
    return note_check(d, transfer->note);
}

// The counter that asked last gets the ticket back first; a counter is promised one return.
static void returns_promise(struct deciding *d, const Hallq__TicketRow *t, bool come_back,
                            Hallq__TicketTransferred *event) {
    uint32_t *after =
        arena_need(d->state->arena, (t->n_returns_after + 1) * sizeof *event->returns_after);
    size_t count = 0;
    if (come_back && t->return_to_counter && t->return_to_counter != d->counter)
        after[count++] = t->return_to_counter;
    for (size_t i = 0; i < t->n_returns_after; i++)
        if (!come_back || t->returns_after[i] != d->counter)
            after[count++] = t->returns_after[i];
    event->return_to_counter = come_back ? d->counter : t->return_to_counter;
    event->n_returns_after = count;
    event->returns_after = after;
}

static int transferred(struct deciding *d, Hallq__TicketRow *t, const Hallq__Transfer *transfer,
                       uint32_t service) {
    int64_t rank_ms =
        transfer->at_end ? rank_of(d->settings, t->customer_class, d->now_ms) : t->rank_ms;
    struct place p = place_in(d, t, transfer->to, rank_ms);
    EMIT(d, TICKET_TRANSFERRED, TicketTransferred, ticket_transferred, event);
    event->ticket = t->ticket;
    event->number = t->number;
    event->from_counter = at_counter(t) ? t->counter : 0;
    event->left = t->in_line ? t->line : NULL;
    event->entered = p.entered;
    event->to = p.to;
    event->service = service;
    event->rank_ms = rank_ms;
    returns_promise(d, t, transfer->come_back, event);
    event->note_sealed = seal_take(d, &d->asker->sealed_note, t->note_sealed);
    event->offer_at_ms = p.offer_at_ms;
    event->past_line = past_line(t, transfer);
    if (event->past_line)
        event->past_line_reason = arena_text(d->state->arena, transfer->reason);
    event->by = by_make(d);
    answer_service(d, t, service);
    return answer_place(d, t, &p);
}

int transfer_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__Transfer *transfer = request->transfer;
    Hallq__TicketRow *t;
    uint32_t service = 0;
    int err = transfer_find(d, transfer->which, &t);
    if (err)
        return err;
    if ((err = ahead_keep(d->state, d->hall, d->settings, t)))
        return err;
    if ((err = may_transfer(d, t)))
        return err;
    if ((err = where_check(d, t, transfer, &service)))
        return err;
    return transferred(d, t, transfer, service);
}

static void step_transfer(struct change *c, Hallq__TicketRow *t,
                          const Hallq__TicketTransferred *event) {
    Hallq__Step *step = ticket_step(t);
    if (event->from_counter) {
        step_end(c, t);
        ticket_step_add(c, t, event->service)->entered_at_ms = c->at_ms;
    } else if (step) {
        step->service = event->service;
    }
}

int apply_ticket_transferred(struct change *c, const Hallq__TicketTransferred *event) {
    Hallq__TicketRow *t;
    int err = ticket_take_out(c, event->ticket, &t);
    if (err)
        return err;
    step_transfer(c, t, event);
    t->return_to_counter = event->return_to_counter;
    t->n_returns_after = event->n_returns_after;
    t->returns_after = event->returns_after;
    if (event->from_counter) // decided under the current settings; else no return is promised
        t->returns_version = c->row->version;
    if (event->note_sealed)
        t->note_sealed = event->note_sealed;
    if (event->past_line)
        exception_add(c, t, HALLQ__EXCEPTION__KIND__PAST_LINE, event->past_line_reason, event->by);
    err = ticket_wait(c, t, event->to, event->entered, event->rank_ms, event->offer_at_ms);
    if (err || (err = change_ticket_put(c, t)))
        return err;
    return event->from_counter ? counter_let_go(c, event->from_counter) : ERR_OK;
}
