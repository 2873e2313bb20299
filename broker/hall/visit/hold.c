// hold.c - a ticket is put on hold and taken up again.
//
//   serving ──hold──▶ held ──resume, here──▶ serving
//                      └──resume, or hold_limit_s are over──▶ waiting in its line, at its old rank
#include "broker/hall/core/counters.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_due.h"
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/visit/answer.h"
#include "broker/hall/visit/serve.h"
#include "broker/hall/visit/steps.h"
#include "broker/hall/visit/where.h"
#include "broker/hall/visit/which.h"

int hold_decide(struct deciding *d, const Hallq__Request *request) {
    Hallq__TicketRow *t;
    int err = ticket_find_own(d, HALLQ__TICKET__STATE__SERVING, &t);
    if (err)
        return err;
    if (d->counter_row->held >= d->settings->hold_limit_per_counter)
        return refuse(d, HALLQ__REFUSAL__REASON__HOLD_LIMIT, NULL);
    if ((err = note_check(d, request->hold->note)))
        return err;
    EMIT(d, TICKET_HELD, TicketHeld, ticket_held, held);
    held->ticket = t->ticket;
    held->number = t->number;
    held->counter = d->counter;
    held->until_ms = d->now_ms + (int64_t)d->settings->hold_limit_s * 1000;
    held->note_sealed = seal_take(d, &d->asker->sealed_note, t->note_sealed);
    held->by = by_make(d);
    t->state = HALLQ__TICKET__STATE__HELD;
    t->due_at_ms = held->until_ms;
    return answer(d, t, true);
}

int apply_ticket_held(struct change *c, const Hallq__TicketHeld *event) {
    Hallq__TicketRow *t;
    int err = change_ticket_get(c, event->ticket, &t);
    if (err)
        return err;
    t->served_s = served_so_far_s(t, c->at_ms);
    t->serving_since_ms = 0;
    t->state = HALLQ__TICKET__STATE__HELD;
    t->held_at_ms = c->at_ms;
    if (event->note_sealed)
        t->note_sealed = event->note_sealed;
    if ((err = ticket_due_set(c, t, HALLQ__DUE_ROW__KIND__HOLD_END, event->until_ms)) ||
        (err = change_ticket_put(c, t)) || (err = counter_let_go(c, event->counter)))
        return err;
    return counter_held_add(c, event->counter, 1);
}

static Hallq__TicketResumed *resumed_emit(struct deciding *d, const Hallq__TicketRow *t) {
    EMIT(d, TICKET_RESUMED, TicketResumed, ticket_resumed, resumed);
    resumed->ticket = t->ticket;
    resumed->number = t->number;
    resumed->held_counter = t->counter;
    resumed->rank_ms = t->rank_ms;
    return resumed;
}

static int resume_here(struct deciding *d, Hallq__TicketRow *t) {
    int err = counter_free_check(d);
    if (err)
        return err;
    Hallq__TicketResumed *resumed = resumed_emit(d, t);
    resumed->counter = d->counter;
    resumed->by = by_make(d);
    t->state = HALLQ__TICKET__STATE__SERVING;
    t->counter = d->counter;
    t->due_at_ms = 0;
    return answer(d, t, true);
}

static int resume_in_line(struct deciding *d, Hallq__TicketRow *t, Hallq__By *by,
                          struct place *ret) {
    int err = place_back(d, t, t->rank_ms, ret);
    Hallq__TicketResumed *resumed = resumed_emit(d, t);
    resumed->entered = ret->entered;
    resumed->to = ret->to;
    resumed->offer_at_ms = ret->offer_at_ms;
    resumed->by = by;
    return err;
}

// A clerk takes up a ticket that this counter put on hold; a guide or lead may settle any ticket on
// hold.
int resume_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__Resume *resume = request->resume;
    Hallq__TicketRow *t;
    if (resume->here && !d->counter_row)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "here");
    int err = ticket_find(d, resume->which, &t);
    if (err)
        return err;
    if (elsewhere(d, t))
        return refuse(d, HALLQ__REFUSAL__REASON__NOT_YOUR_TICKET, NULL);
    if (t->state != HALLQ__TICKET__STATE__HELD)
        return refuse(d, HALLQ__REFUSAL__REASON__WRONG_STATE, NULL);
    if (!on_floor(d) && t->counter != d->counter)
        return refuse(d, HALLQ__REFUSAL__REASON__NOT_YOUR_TICKET, NULL);
    if (resume->here)
        return resume_here(d, t);
    struct place p;
    err = resume_in_line(d, t, by_make(d), &p);
    return err ? err : answer_place(d, t, &p);
}

int hold_end_due(struct deciding *d, const struct due_key *due) {
    Hallq__TicketRow *t;
    int err = ticket_row_get(d->state, key_ticket(d->hall, due->subject), &t);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    struct place p;
    return resume_in_line(d, t, NULL, &p);
}

int apply_ticket_resumed(struct change *c, const Hallq__TicketResumed *event) {
    Hallq__TicketRow *t;
    int err = ticket_take(c, event->ticket, &t);
    if (!err)
        err = counter_held_add(c, event->held_counter, -1);
    if (err)
        return err;
    err = event->counter
              ? serve_at(c, t, event->counter, event->by)
              : ticket_wait(c, t, event->to, event->entered, event->rank_ms, event->offer_at_ms);
    return err ? err : change_ticket_put(c, t);
}
