// place.c - entering a line, and leaving it without having been served: checking in, giving up,
// coming back after a no-show, and the end of the minimum gap.
#include "broker/hall/core/counters.h"
#include "broker/hall/core/queue.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_due.h"
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/visit/answer.h"
#include "broker/hall/visit/booked.h"
#include "broker/hall/visit/exception.h"
#include "broker/hall/visit/steps.h"
#include "broker/hall/visit/where.h"
#include "broker/hall/visit/which.h"
#include "broker/hall/wait/join.h"
#include "broker/hall/wait/learn.h"

// A ticket that was taken outside the hall keeps its time if it is checked in soon enough: it
// stands as if it had entered check_in_grace_s ago, but never before it was issued.
static int64_t check_in_rank_ms(const struct deciding *d, const Hallq__TicketRow *t) {
    int64_t entered_ms = d->now_ms - (int64_t)d->settings->check_in_grace_s * 1000;
    if (entered_ms < t->issued_at_ms)
        entered_ms = t->issued_at_ms;
    return rank_of(d->settings, t->customer_class, entered_ms);
}

int check_in_decide(struct deciding *d, const Hallq__Request *request) {
    Hallq__TicketRow *t;
    int err = ticket_find(d, request->check_in->which, &t);
    if (err)
        return err;
    if (t->state != HALLQ__TICKET__STATE__EXPECTED)
        return refuse(d, HALLQ__REFUSAL__REASON__WRONG_STATE, NULL);
    struct place p;
    if ((err = place_back(d, t, check_in_rank_ms(d, t), &p)))
        return err;
    EMIT(d, TICKET_CHECKED_IN, TicketCheckedIn, ticket_checked_in, checked_in);
    checked_in->ticket = t->ticket;
    checked_in->number = t->number;
    checked_in->entered = p.to;
    checked_in->rank_ms = p.rank_ms;
    checked_in->by = by_make(d);
    err = join_forecast(d, p.to, t->customer_class, p.rank_ms, &checked_in->forecast);
    t->forecast = checked_in->forecast;
    return err ? err : answer_place(d, t, &p);
}

// A ticket of today that was taken elsewhere counts for the cap of its service from now on.
static int away_ended(struct change *c, const Hallq__TicketRow *t) {
    if (t->day != c->row->day || !t->n_steps)
        return ERR_OK;
    struct key key = key_line(c->hall, HALLQ__LINE__KIND__SERVICE, t->steps[0]->service);
    const Hallq__LineRow *now;
    Hallq__LineRow *line;
    int err = line_row_need(c->state, key, &now);
    if (err || !now->away) // issued under an earlier version, or its service is new
        return err;
    if ((err = line_row_own(c->state, key, &line)))
        return err;
    line->away--;
    return line_row_own_put(c->state, key, line);
}

int apply_ticket_checked_in(struct change *c, const Hallq__TicketCheckedIn *event) {
    Hallq__TicketRow *t;
    int err = change_ticket_get(c, event->ticket, &t);
    if (err)
        return err;
    Hallq__Step *step = ticket_step(t);
    if (step)
        step->entered_at_ms = c->at_ms;
    err = away_ended(c, t);
    if (!err)
        err = ticket_wait(c, t, event->entered, event->entered, event->rank_ms, 0);
    wait_joined(t, event->forecast);
    return err ? err : change_ticket_put(c, t);
}

// Customers, guides and leads may give up any ticket that is not being served; a clerk only a
// ticket that waits.
static int cancel_check(struct deciding *d, const Hallq__TicketRow *t) {
    bool clerk = !by_customer(d) && !on_floor(d);
    if (clerk && elsewhere(d, t))
        return refuse(d, HALLQ__REFUSAL__REASON__NOT_YOUR_TICKET, NULL);
    switch (t->state) {
    case HALLQ__TICKET__STATE__WAITING:
        return ERR_OK;
    case HALLQ__TICKET__STATE__EXPECTED:
    case HALLQ__TICKET__STATE__CALLED:
    case HALLQ__TICKET__STATE__HELD:
        return clerk ? refuse(d, HALLQ__REFUSAL__REASON__WRONG_STATE, NULL) : ERR_OK;
    case HALLQ__TICKET__STATE__SERVING:
    case HALLQ__TICKET__STATE__FINISHED:
    case HALLQ__TICKET__STATE__NO_SHOW:
    case HALLQ__TICKET__STATE__CANCELLED:
    case HALLQ__TICKET__STATE__NO_STATE:
    case _HALLQ__TICKET__STATE_IS_INT_SIZE:
        break;
    }
    return refuse(d, HALLQ__REFUSAL__REASON__WRONG_STATE, NULL);
}

// An asker who is not the customer gives a reason.
static int cancel_reason_check(struct deciding *d, const char *reason) {
    const Hallq__HallSettings *h = d->settings;
    if (by_customer(d) || reason_ok(h->cancel_reasons, h->n_cancel_reasons, reason))
        return ERR_OK;
    return refuse(d, HALLQ__REFUSAL__REASON__NO_REASON, NULL);
}

int cancel_decide(struct deciding *d, const Hallq__Request *request) {
    Hallq__TicketRow *t;
    int err = ticket_find(d, request->cancel->which, &t);
    if (err)
        return err;
    if ((err = cancel_check(d, t)))
        return err;
    if ((err = cancel_reason_check(d, request->cancel->reason)))
        return err;
    EMIT(d, TICKET_CANCELLED, TicketCancelled, ticket_cancelled, cancelled);
    cancelled->ticket = t->ticket;
    cancelled->number = t->number;
    cancelled->reason = by_customer(d) ? HALLQ__TICKET__CANCEL_REASON__CUSTOMER
                                       : HALLQ__TICKET__CANCEL_REASON__STAFF;
    cancelled->left = t->in_line ? t->line : NULL;
    cancelled->counter = t->state == HALLQ__TICKET__STATE__CALLED ? t->counter : 0;
    cancelled->held_counter = t->state == HALLQ__TICKET__STATE__HELD ? t->counter : 0;
    if (!by_customer(d))
        cancelled->staff_reason = arena_text(d->state->arena, request->cancel->reason);
    cancelled->by = by_make(d);
    t->state = HALLQ__TICKET__STATE__CANCELLED;
    t->due_at_ms = 0;
    return answer(d, t, false);
}

void ticket_swap_emit(struct deciding *d, const Hallq__TicketRow *t) {
    EMIT(d, TICKET_CANCELLED, TicketCancelled, ticket_cancelled, cancelled);
    cancelled->ticket = t->ticket;
    cancelled->number = t->number;
    cancelled->reason = HALLQ__TICKET__CANCEL_REASON__SWAPPED;
    cancelled->left = t->in_line ? t->line : NULL;
    cancelled->by = by_make(d);
}

int apply_ticket_cancelled(struct change *c, const Hallq__TicketCancelled *event) {
    Hallq__TicketRow *t;
    int err = ticket_take_out(c, event->ticket, &t);
    if (!err && event->left && event->reason != HALLQ__TICKET__CANCEL_REASON__DAY_END)
        err = wait_given_up(c, t, event->left);
    if (!err)
        err = open_add(c, -1);
    if (err)
        return err;
    t->state = HALLQ__TICKET__STATE__CANCELLED;
    if (event->reason == HALLQ__TICKET__CANCEL_REASON__STAFF)
        exception_add(c, t, HALLQ__EXCEPTION__KIND__CANCELLED, event->staff_reason, event->by);
    if ((err = change_ticket_put(c, t)) ||
        (event->counter && (err = counter_let_go(c, event->counter))))
        return err;
    return counter_held_add(c, event->held_counter, -1);
}

// The rank just behind the k-th waiting ticket: the smallest key after that entry's, which is the
// entry's own rank if this ticket was issued later, else one more. k = 0: just before the first
// ticket. With fewer tickets waiting: behind the last; with none: the ticket's old rank.
static int rank_behind(struct deciding *d, const Hallq__TicketRow *t, const Hallq__Line *line,
                       uint32_t behind, int64_t *ret_rank_ms) {
    struct queue_entry entries[LIMIT_BEHIND];
    size_t max = behind < LIMIT_BEHIND ? behind : LIMIT_BEHIND;
    size_t count;
    int err = queue_first(d->state, d->hall, line->kind, line->id, max ? max : 1, entries, &count);
    *ret_rank_ms = t->rank_ms;
    if (err || !count)
        return err;
    struct queue_entry at = entries[count - 1];
    if (behind)
        *ret_rank_ms = t->ticket > at.ticket ? at.rank_ms : at.rank_ms + 1;
    else if (t->rank_ms > at.rank_ms || (t->rank_ms == at.rank_ms && t->ticket > at.ticket))
        *ret_rank_ms = t->ticket < at.ticket ? at.rank_ms : at.rank_ms - 1;
    return ERR_OK;
}

// The rank of a no-show that comes back, by the settings.
static int rank_again(struct deciding *d, const Hallq__TicketRow *t, const Hallq__Line *line,
                      int64_t *ret_rank_ms) {
    const Hallq__HallSettings__Reinstate *rule = d->settings->reinstate;
    *ret_rank_ms = t->rank_ms;
    if (!rule)
        return ERR_OK;
    switch (rule->kind) {
    case HALLQ__HALL_SETTINGS__REINSTATE__KIND__BEHIND:
        return rank_behind(d, t, line, rule->behind, ret_rank_ms);
    case HALLQ__HALL_SETTINGS__REINSTATE__KIND__AT_END:
        *ret_rank_ms = rank_of(d->settings, t->customer_class, d->now_ms);
        break;
    case HALLQ__HALL_SETTINGS__REINSTATE__KIND__KEEP_RANK:
    case HALLQ__HALL_SETTINGS__REINSTATE__KIND__NO_KIND:
    case _HALLQ__HALL_SETTINGS__REINSTATE__KIND_IS_INT_SIZE:
        break;
    }
    return ERR_OK;
}

int reinstate_decide(struct deciding *d, const Hallq__Request *request) {
    Hallq__TicketRow *t;
    int err = ticket_find(d, request->reinstate->which, &t);
    if (err)
        return err;
    if (t->state != HALLQ__TICKET__STATE__NO_SHOW)
        return refuse(d, HALLQ__REFUSAL__REASON__WRONG_STATE, NULL);
    if (!of_today(d, t))
        return refuse(d, HALLQ__REFUSAL__REASON__DAY_OVER, NULL);
    struct place p;
    if ((err = place_back(d, t, t->rank_ms, &p)))
        return err;
    if ((err = rank_again(d, t, p.to, &p.rank_ms)))
        return err;
    EMIT(d, TICKET_REINSTATED, TicketReinstated, ticket_reinstated, reinstated);
    reinstated->ticket = t->ticket;
    reinstated->number = t->number;
    reinstated->entered = p.entered;
    reinstated->to = p.to;
    reinstated->rank_ms = p.rank_ms;
    reinstated->offer_at_ms = p.offer_at_ms;
    reinstated->by = by_make(d);
    return answer_place(d, t, &p);
}

int apply_ticket_reinstated(struct change *c, const Hallq__TicketReinstated *event) {
    Hallq__TicketRow *t;
    int err = change_ticket_get(c, event->ticket, &t);
    if (!err)
        err = open_add(c, 1);
    if (!err)
        err = ticket_wait(c, t, event->to, event->entered, event->rank_ms, event->offer_at_ms);
    return err ? err : change_ticket_put(c, t);
}

int gap_end_due(struct deciding *d, const struct due_key *due) {
    Hallq__TicketRow *t;
    int err = ticket_row_get(d->state, key_ticket(d->hall, due->subject), &t);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    EMIT(d, TICKET_RETURNED, TicketReturned, ticket_returned, returned);
    returned->ticket = t->ticket;
    returned->number = t->number;
    returned->entered = line_make(d, HALLQ__LINE__KIND__NO_LINE, 0);
    return line_back(d, t, returned->entered);
}

int apply_ticket_returned(struct change *c, const Hallq__TicketReturned *event) {
    Hallq__TicketRow *t;
    int err = ticket_take(c, event->ticket, &t);
    if (!err)
        err = ticket_enter(c, t, event->entered, t->rank_ms);
    // The wait of who has come before the booked time begins when they may be called.
    Hallq__Step *step = !err && t->booking && !t->called_at_ms ? ticket_step(t) : NULL;
    if (step && t->n_steps == 1 && !step->called_at_ms)
        step->entered_at_ms = c->at_ms;
    return err ? err : change_ticket_put(c, t);
}
