// visit.c - folds the events of tickets: where a ticket waits, which counter has it, and the calls.
#include "fold.h"

#include <string.h>

#define STATE(name) HALLQ__COUNTER__STATE__##name

// The newest calls, oldest first.
static void call_add(struct hallq_view *v, Hallq__Call *call) {
    Hallq__Call **calls = v->now.calls;
    if (v->now.n_calls == LIMIT_CALLS_SHOWN)
        memmove(calls, calls + 1, --v->now.n_calls * sizeof(Hallq__Call *));
    calls[v->now.n_calls++] = call;
    part_changed(v, HALLQ_PART_CALLS);
}

void fold_ticket_issued(struct fold *f, const Hallq__TicketIssued *e) {
    Hallq__LineState *l = line_edit(f->v, HALLQ__LINE__KIND__SERVICE, e->service);
    if (l)
        l->issued++;
    line_entered(f->v, e->entered);
}

void fold_ticket_checked_in(struct fold *f, const Hallq__TicketCheckedIn *e) {
    line_entered(f->v, e->entered);
}

void fold_ticket_called(struct fold *f, const Hallq__TicketCalled *e) {
    Hallq__Call *call = arena_need(&f->v->memory, sizeof *call);
    hallq__call__init(call);
    call->seq = f->seq;
    call->at_ms = f->at_ms;
    call->ticket = e->ticket;
    call->number = view_text(f->v, e->number, HALLQ_NUMBER_SIZE - 1);
    call->counter = e->counter;
    call->call_count = e->call_count;
    call_add(f->v, call);
    line_left(f->v, e->left);
    counter_holds(f, e->counter, STATE(CALLING), e->ticket, e->number);
}

void fold_ticket_started(struct fold *f, const Hallq__TicketStarted *e) {
    counter_holds(f, e->counter, STATE(SERVING), e->ticket, e->number);
}

void fold_ticket_held(struct fold *f, const Hallq__TicketHeld *e) {
    counter_is(f, e->counter, STATE(FREE));
    counter_hold_begins(f->v, e->counter);
}

void fold_ticket_resumed(struct fold *f, const Hallq__TicketResumed *e) {
    counter_hold_ends(f->v, e->held_counter);
    counter_holds(f, e->counter, STATE(SERVING), e->ticket, e->number);
    line_entered(f->v, e->entered);
}

void fold_ticket_transferred(struct fold *f, const Hallq__TicketTransferred *e) {
    counter_is(f, e->from_counter, STATE(FREE));
    line_left(f->v, e->left);
    line_entered(f->v, e->entered);
}

void fold_ticket_finished(struct fold *f, const Hallq__TicketFinished *e) {
    counter_is(f, e->counter, STATE(FREE));
    line_entered(f->v, e->entered);
}

void fold_ticket_continued(struct fold *f, const Hallq__TicketContinued *e) {
    counter_holds(f, e->counter, STATE(SERVING), e->ticket, e->number);
    line_entered(f->v, e->entered);
}

void fold_ticket_no_show(struct fold *f, const Hallq__TicketNoShow *e) {
    counter_is(f, e->counter, STATE(FREE));
}

void fold_ticket_reinstated(struct fold *f, const Hallq__TicketReinstated *e) {
    line_entered(f->v, e->entered);
}

void fold_ticket_cancelled(struct fold *f, const Hallq__TicketCancelled *e) {
    line_left(f->v, e->left);
    counter_is(f, e->counter, STATE(FREE));
    counter_hold_ends(f->v, e->held_counter);
}

void fold_ticket_returned(struct fold *f, const Hallq__TicketReturned *e) {
    line_entered(f->v, e->entered);
}
