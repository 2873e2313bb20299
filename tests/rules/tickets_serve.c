// tickets_serve.c - holds, transfers, visits of several steps, and what comes after.
#include "base/refusal.h"
#include "tests/rules/fixture.h"

#define SERVICE_LINE HALLQ__LINE__KIND__SERVICE
#define COUNTER_LINE HALLQ__LINE__KIND__COUNTER
#define CLERK_LINE HALLQ__LINE__KIND__CLERK

static struct fixture *fixture_new(void **state) {
    struct fixture *f = fixture_create();
    *state = f;
    return f;
}

static uint64_t serving(struct fixture *f, uint32_t counter, uint32_t service) {
    uint64_t ticket = take(f, service);
    assert_int_equal(next(f, counter), ticket);
    start(f, counter);
    return ticket;
}

static Hallq__Request *resume_new(struct fixture *f, uint64_t ticket, bool here) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_RESUME);
    r->resume->which = which_of(f, ticket);
    r->resume->here = here;
    return r;
}

static Hallq__Step *last_step(struct fixture *f, uint64_t ticket) {
    Hallq__TicketRow *t = ticket_row(f, ticket);
    return t->steps[t->n_steps - 1];
}

// Hold.

static void hold__frees_the_counter(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = serving(f, 1, SERVICE_A);
    pass_s(f, 60);
    f->note_sealed = "form 3";
    hold(f, 1);
    const Hallq__TicketHeld *e = EVENT_OF(f, TICKET_HELD, TicketHeld);
    assert_int_equal(e->until_ms, f->now_ms + 900000);
    assert_int_equal(e->counter, 1);
    assert_int_equal(e->note_sealed, 1);
    assert_int_equal(counter_row(f, 1)->state, HALLQ__COUNTER__STATE__FREE);
    assert_int_equal(counter_row(f, 1)->held, 1);
    assert_int_equal(ticket_row(f, ticket)->served_s, 60);
    assert_int_equal(ticket_row(f, ticket)->note_sealed, 1);
}

static void hold__keeps_the_limit_of_the_counter(void **state) {
    struct fixture *f = *state;
    uint64_t first = serving(f, 1, SERVICE_A);
    hold(f, 1);
    serving(f, 1, SERVICE_A);
    hold(f, 1);
    serving(f, 1, SERVICE_A);
    assert_refused(f, DEVICE_COUNTER + 1, request_new(f, HALLQ__REQUEST__BODY_HOLD), HOLD_LIMIT);
    cancel(f, first); // given up: it no longer counts
    hold(f, 1);
}

static void hold__needs_serving(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    next(f, 1);
    assert_refused(f, DEVICE_COUNTER + 1, request_new(f, HALLQ__REQUEST__BODY_HOLD), WRONG_STATE);
}

static void hold__ends_by_itself_at_the_old_rank(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = serving(f, 1, SERVICE_A);
    hold(f, 1);
    take(f, SERVICE_A);
    pass_s(f, 899);
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__HELD);
    pass_s(f, 1);
    const Hallq__TicketResumed *e = EVENT_OF(f, TICKET_RESUMED, TicketResumed);
    assert_null(e->by);
    assert_int_equal(e->held_counter, 1);
    assert_int_equal(e->counter, 0);
    assert_int_equal(e->entered->id, SERVICE_A);
    assert_int_equal(counter_row(f, 1)->held, 0);
    assert_int_equal(next(f, 2), ticket); // before the one that came later
}

static void hold__counts_the_counter_time_of_both_halves(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = serving(f, 1, SERVICE_A);
    pass_s(f, 100);
    hold(f, 1);
    pass_s(f, 300);
    resume(f, 1, ticket, true);
    pass_s(f, 50);
    finish(f, 1);
    assert_int_equal(EVENT_OF(f, TICKET_FINISHED, TicketFinished)->served_s, 150);
    assert_int_equal(last_step(f, ticket)->served_s, 150);
    assert_int_equal(last_step(f, ticket)->started_at_ms, MONDAY_1140_MS);
    assert_int_equal(last_step(f, ticket)->finished_at_ms, MONDAY_1140_MS + 450000);
}

static void resume__here_needs_a_free_counter(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = serving(f, 1, SERVICE_A);
    hold(f, 1);
    serving(f, 1, SERVICE_A);
    assert_refused(f, DEVICE_COUNTER + 1, resume_new(f, ticket, true), COUNTER_BUSY);
    finish(f, 1);
    resume(f, 1, ticket, true);
    assert_int_equal(EVENT_OF(f, TICKET_RESUMED, TicketResumed)->counter, 1);
    assert_int_equal(counter_row(f, 1)->ticket, ticket);
    assert_int_equal(counter_row(f, 1)->state, HALLQ__COUNTER__STATE__SERVING);
    pass_s(f, 2000); // the hold's end does not come any more
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__SERVING);
}

static void resume__is_for_the_counter_that_held_it_or_the_floor(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = serving(f, 1, SERVICE_A);
    hold(f, 1);
    assert_refused(f, DEVICE_COUNTER + 2, resume_new(f, ticket, true), NOT_YOUR_TICKET);
    assert_refused(f, DEVICE_COUNTER + 2, resume_new(f, ticket, false), NOT_YOUR_TICKET);
    assert_refused(f, DEVICE_GUIDE, resume_new(f, ticket, true), BAD_MESSAGE); // has no counter
    assert_done(f, DEVICE_GUIDE, resume_new(f, ticket, false));
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__WAITING);
}

static void resume__into_the_line_keeps_the_gap(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = serving(f, 1, SERVICE_A);
    pass_s(f, 30);
    hold(f, 1);
    pass_s(f, 10);
    resume(f, 1, ticket, false);
    const Hallq__TicketResumed *e = EVENT_OF(f, TICKET_RESUMED, TicketResumed);
    assert_null(e->entered);
    assert_int_equal(e->to->id, SERVICE_A);
    assert_int_equal(e->offer_at_ms, MONDAY_1140_MS + 120000);
    assert_int_equal(line_row(f, SERVICE_LINE, SERVICE_A)->waiting, 0);
    pass_s(f, 79);
    assert_false(ticket_row(f, ticket)->in_line);
    pass_s(f, 1);
    assert_int_equal(EVENT_OF(f, TICKET_RETURNED, TicketReturned)->ticket, ticket);
    assert_true(ticket_row(f, ticket)->in_line);
}

static void resume__into_the_line_after_the_gap_is_at_once(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = serving(f, 1, SERVICE_A);
    pass_s(f, 120);
    hold(f, 1);
    resume(f, 1, ticket, false);
    assert_non_null(EVENT_OF(f, TICKET_RESUMED, TicketResumed)->entered);
    assert_int_equal(ticket_row(f, ticket)->call_count, 0);
    assert_int_equal(next(f, 1), ticket);
    assert_int_equal(last_step(f, ticket)->called_at_ms, MONDAY_1140_MS); // the wait ended then
    start(f, 1);
    pass_s(f, 10);
    finish(f, 1);
    assert_int_equal(EVENT_OF(f, TICKET_FINISHED, TicketFinished)->served_s, 130);
}

// Transfer.

static Hallq__Request *transfer_new(struct fixture *f, Hallq__Line__Kind kind, uint32_t id) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_TRANSFER);
    r->transfer->to = line_of(f, kind, id);
    return r;
}

static const Hallq__TicketTransferred *transferred(const struct fixture *f) {
    return EVENT_OF(f, TICKET_TRANSFERRED, TicketTransferred);
}

static void transfer__keeps_number_and_rank_and_begins_a_step(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = serving(f, 1, SERVICE_A);
    take(f, SERVICE_C);
    pass_s(f, 100);
    assert_done(f, DEVICE_COUNTER + 1, transfer_new(f, SERVICE_LINE, SERVICE_C));
    assert_int_equal(transferred(f)->from_counter, 1);
    assert_null(transferred(f)->left);
    assert_int_equal(transferred(f)->entered->id, SERVICE_C);
    assert_int_equal(transferred(f)->service, SERVICE_C);
    assert_int_equal(transferred(f)->rank_ms, MONDAY_1140_MS);
    assert_int_equal(f->decision.done->ticket->service, SERVICE_C);
    assert_int_equal(f->decision.done->ticket->people_ahead, 0);
    Hallq__TicketRow *t = ticket_row(f, ticket);
    assert_string_equal(t->number, "A001");
    assert_int_equal(t->n_steps, 2);
    assert_int_equal(t->steps[0]->served_s, 100);
    assert_int_equal(t->steps[0]->finished_at_ms, f->now_ms);
    assert_int_equal(t->steps[1]->service, SERVICE_C);
    assert_int_equal(t->steps[1]->entered_at_ms, f->now_ms);
    assert_int_equal(counter_row(f, 1)->state, HALLQ__COUNTER__STATE__FREE);
    assert_int_equal(next(f, 3), ticket); // before C001, which came later
}

// TEST_OWN
static void transfer__of_a_called_ticket_stops_its_no_show(void **state) {
    struct fixture *f = fixture_new(state);
    f->settings->calls_before_no_show = 1;
    fixture_open(f);
    uint64_t ticket = take(f, SERVICE_A);
    next(f, 1);
    assert_done(f, DEVICE_COUNTER + 1, transfer_new(f, SERVICE_LINE, SERVICE_B));
    pass_s(f, 60);
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__WAITING);
    assert_int_equal(ticket_row(f, ticket)->steps[0]->finished_at_ms, 0); // nobody served it
}

static void transfer__at_end_queues_as_if_it_came_now(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = serving(f, 1, SERVICE_A);
    pass_s(f, 10);
    uint64_t other = take(f, SERVICE_C);
    pass_s(f, 10);
    Hallq__Request *r = transfer_new(f, SERVICE_LINE, SERVICE_C);
    r->transfer->at_end = true;
    assert_done(f, DEVICE_COUNTER + 1, r);
    assert_int_equal(transferred(f)->rank_ms, f->now_ms);
    assert_int_equal(f->decision.done->ticket->people_ahead, 1);
    assert_int_equal(next(f, 3), other);
    assert_int_equal(next(f, 2), ticket);
}

static void transfer__to_another_line_knows_no_gap(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = serving(f, 1, SERVICE_A);
    assert_done(f, DEVICE_COUNTER + 1, transfer_new(f, SERVICE_LINE, SERVICE_B));
    assert_int_equal(next(f, 2), ticket);
}

static void transfer__back_to_the_line_it_was_called_from_keeps_the_gap(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = serving(f, 1, SERVICE_A);
    pass_s(f, 20);
    assert_done(f, DEVICE_COUNTER + 1, transfer_new(f, SERVICE_LINE, SERVICE_A));
    assert_null(transferred(f)->entered);
    assert_int_equal(transferred(f)->offer_at_ms, MONDAY_1140_MS + 120000);
    pass_s(f, 100);
    assert_int_equal(next(f, 2), ticket);
}

static void transfer__forgets_the_gap_of_a_line_it_left(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = serving(f, 1, SERVICE_A);
    assert_done(f, DEVICE_COUNTER + 1, transfer_new(f, SERVICE_LINE, SERVICE_B));
    Hallq__Request *r = transfer_new(f, SERVICE_LINE, SERVICE_B);
    r->transfer->which = which_of(f, ticket);
    r->transfer->at_end = true;
    assert_done(f, DEVICE_GUIDE, r); // in B it was never called
    assert_non_null(transferred(f)->entered);
    r->transfer->to = line_of(f, SERVICE_LINE, SERVICE_A);
    assert_done(f, DEVICE_GUIDE, r); // sent back by somebody who sees the hall
    assert_non_null(transferred(f)->entered);
}

static void transfer__to_a_counter_or_clerk_keeps_the_service(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = serving(f, 1, SERVICE_A);
    assert_done(f, DEVICE_COUNTER + 1, transfer_new(f, COUNTER_LINE, 3));
    assert_int_equal(transferred(f)->service, SERVICE_A);
    assert_int_equal(next(f, 3), ticket); // counter 3 does not give A, but was asked for
    start(f, 3);
    Hallq__Request *r = transfer_new(f, CLERK_LINE, STAFF_CLERK + 1);
    r->transfer->service = SERVICE_B;
    assert_done(f, DEVICE_COUNTER + 3, r);
    assert_int_equal(transferred(f)->service, SERVICE_B);
    assert_int_equal(next(f, 1), ticket);
    assert_int_equal(EVENT_OF(f, TICKET_CALLED, TicketCalled)->service, SERVICE_B);
}

static void transfer__refuses_where_nothing_is(void **state) {
    struct fixture *f = *state;
    serving(f, 1, SERVICE_A);
    uint32_t at = DEVICE_COUNTER + 1;
    assert_refused(f, at, transfer_new(f, SERVICE_LINE, 99), NO_SERVICE);
    assert_refused(f, at, transfer_new(f, COUNTER_LINE, 99), NO_COUNTER);
    assert_refused(f, at, transfer_new(f, CLERK_LINE, 9999), NO_STAFF);
    assert_refused(f, at, transfer_new(f, HALLQ__LINE__KIND__NO_LINE, 1), BAD_MESSAGE);
    assert_refused(f, at, request_new(f, HALLQ__REQUEST__BODY_TRANSFER), BAD_MESSAGE);
    Hallq__Request *r = transfer_new(f, COUNTER_LINE, 2);
    r->transfer->service = 99;
    assert_refused(f, at, r, NO_SERVICE);
    r = transfer_new(f, SERVICE_LINE, SERVICE_C);
    r->transfer->service = SERVICE_B;
    assert_refused(f, at, r, BAD_MESSAGE);
}

static void transfer__minds_neither_hours_nor_suspension(void **state) {
    struct fixture *f = *state;
    serving(f, 1, SERVICE_A);
    Hallq__LineRow *row = line_row(f, SERVICE_LINE, SERVICE_C);
    row->open = false;
    row->suspended = true;
    line_change(f, SERVICE_LINE, SERVICE_C, row);
    assert_done(f, DEVICE_COUNTER + 1, transfer_new(f, SERVICE_LINE, SERVICE_C));
}

static void transfer__of_a_waiting_ticket_is_for_the_floor(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    pass_s(f, 60);
    Hallq__Request *r = transfer_new(f, SERVICE_LINE, SERVICE_C);
    r->transfer->which = which_of(f, ticket);
    assert_refused(f, DEVICE_COUNTER + 1, r, PERSON_MAY_NOT);
    assert_done(f, DEVICE_GUIDE, r);
    assert_int_equal(transferred(f)->from_counter, 0);
    assert_int_equal(transferred(f)->left->id, SERVICE_A);
    assert_int_equal(transferred(f)->entered->id, SERVICE_C);
    Hallq__TicketRow *t = ticket_row(f, ticket);
    assert_int_equal(t->n_steps, 1); // nobody held it: the same step, in another line
    assert_int_equal(t->steps[0]->service, SERVICE_C);
    assert_int_equal(t->steps[0]->entered_at_ms, MONDAY_1140_MS);
    assert_refused(f, DEVICE_GUIDE, r, ALREADY);
    r->transfer->at_end = true;
    assert_done(f, DEVICE_LEAD, r);
    r->transfer->come_back = true;
    assert_refused(f, DEVICE_LEAD, r, BAD_MESSAGE); // back to which counter?
}

static void transfer__takes_a_ticket_out_of_its_gap(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    miss(f, 1);
    reinstate(f, ticket);
    Hallq__Request *r = transfer_new(f, SERVICE_LINE, SERVICE_C);
    r->transfer->which = which_of(f, ticket);
    assert_done(f, DEVICE_GUIDE, r);
    assert_null(transferred(f)->left);
    assert_int_equal(next(f, 3), ticket);
}

static void transfer__of_another_counters_ticket_is_refused(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = serving(f, 1, SERVICE_A);
    Hallq__Request *r = transfer_new(f, SERVICE_LINE, SERVICE_C);
    r->transfer->which = which_of(f, ticket);
    assert_refused(f, DEVICE_COUNTER + 2, r, NOT_YOUR_TICKET);
    assert_refused(f, DEVICE_LEAD, r, NOT_YOUR_TICKET); // to free a counter is another command
    assert_done(f, DEVICE_COUNTER + 1, r);
}

static void transfer__come_back_returns_to_the_counter(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = serving(f, 2, SERVICE_B);
    Hallq__Request *r = transfer_new(f, SERVICE_LINE, SERVICE_C);
    r->transfer->come_back = true;
    assert_done(f, DEVICE_COUNTER + 2, r);
    assert_int_equal(transferred(f)->return_to_counter, 2);
    assert_int_equal(serve(f, 3, 30), ticket);
    const Hallq__TicketFinished *e = EVENT_OF(f, TICKET_FINISHED, TicketFinished);
    assert_true(e->visit_goes_on);
    assert_int_equal(e->entered->kind, COUNTER_LINE);
    assert_int_equal(e->entered->id, 2);
    assert_int_equal(e->next_service, SERVICE_B);
    assert_int_equal(e->rank_ms, MONDAY_1140_MS);
    assert_int_equal(next(f, 2), ticket);
    start(f, 2);
    finish(f, 2);
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__FINISHED);
    assert_int_equal(ticket_row(f, ticket)->n_steps, 3);
}

static void transfer__on_keeps_the_promise_to_come_back(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = serving(f, 2, SERVICE_B);
    Hallq__Request *r = transfer_new(f, SERVICE_LINE, SERVICE_A);
    r->transfer->come_back = true;
    assert_done(f, DEVICE_COUNTER + 2, r);
    next(f, 1);
    assert_done(f, DEVICE_COUNTER + 1, transfer_new(f, SERVICE_LINE, SERVICE_C));
    assert_int_equal(serve(f, 3, 30), ticket);
    assert_int_equal(EVENT_OF(f, TICKET_FINISHED, TicketFinished)->entered->id, 2);
    assert_int_equal(EVENT_OF(f, TICKET_FINISHED, TicketFinished)->next_service, SERVICE_B);
}

// Finish.

static void finish__ends_the_visit(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = serving(f, 1, SERVICE_A);
    pass_s(f, 75);
    char *topics[] = {text_of(f, "bill"), text_of(f, "plan")};
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_FINISH);
    r->finish->outcome = text_of(f, "done");
    r->finish->n_topics = 2;
    r->finish->topics = topics;
    f->note_sealed = "wants fibre";
    assert_done(f, DEVICE_COUNTER + 1, r);
    const Hallq__TicketFinished *e = EVENT_OF(f, TICKET_FINISHED, TicketFinished);
    assert_false(e->visit_goes_on);
    assert_int_equal(e->served_s, 75);
    assert_int_equal(e->service, SERVICE_A);
    assert_int_equal(e->note_sealed, 1);
    Hallq__TicketRow *t = ticket_row(f, ticket);
    assert_int_equal(t->state, HALLQ__TICKET__STATE__FINISHED);
    assert_string_equal(t->steps[0]->outcome, "done");
    assert_string_equal(t->steps[0]->topics[1], "plan");
    assert_int_equal(counter_row(f, 1)->last_finished, ticket);
    assert_int_equal(hall_row(f)->open_tickets, 0);
}

static void finish__wants_codes_of_the_settings(void **state) {
    struct fixture *f = *state;
    serving(f, 1, SERVICE_A);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_FINISH);
    r->finish->outcome = text_of(f, "vanished");
    assert_refused(f, DEVICE_COUNTER + 1, r, NO_REASON);
    assert_string_equal(f->decision.refusal.detail, "vanished");
    r->finish->outcome = text_of(f, "");
    char *topics[LIMIT_TOPICS + 1];
    for (size_t i = 0; i <= LIMIT_TOPICS; i++)
        topics[i] = text_of(f, "bill");
    r->finish->topics = topics;
    r->finish->n_topics = LIMIT_TOPICS + 1;
    assert_refused(f, DEVICE_COUNTER + 1, r, BAD_MESSAGE);
    r->finish->n_topics = 2;
    topics[1] = text_of(f, "weather");
    assert_refused(f, DEVICE_COUNTER + 1, r, NO_REASON);
    r->finish->n_topics = 1;
    assert_done(f, DEVICE_COUNTER + 1, r);
}

static void finish__goes_on_with_the_steps_asked_for(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    uint32_t plan[] = {SERVICE_C, SERVICE_A};
    r->issue->service = SERVICE_B;
    r->issue->n_next_services = 2;
    r->issue->next_services = plan;
    assert_done(f, DEVICE_KIOSK, r);
    uint64_t ticket = f->decision.done->ticket->ticket;
    pass_s(f, 60);
    serve(f, 1, 100);
    const Hallq__TicketFinished *e = EVENT_OF(f, TICKET_FINISHED, TicketFinished);
    assert_true(e->visit_goes_on);
    assert_int_equal(e->entered->kind, SERVICE_LINE);
    assert_int_equal(e->next_service, SERVICE_C);
    assert_int_equal(f->decision.done->ticket->service, SERVICE_C); // not the one that is over
    assert_int_equal(e->rank_ms, MONDAY_1140_MS);                   // nobody queues from the start
    assert_int_equal(hall_row(f)->open_tickets, 1);
    assert_int_equal(serve(f, 3, 10), ticket);
    assert_int_equal(serve(f, 1, 10), ticket);
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__FINISHED);
    assert_int_equal(ticket_row(f, ticket)->n_steps, 3);
    assert_int_equal(hall_row(f)->open_tickets, 0);
}

static void finish__returns_before_it_goes_on(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    uint32_t plan[] = {SERVICE_A};
    r->issue->service = SERVICE_B;
    r->issue->n_next_services = 1;
    r->issue->next_services = plan;
    assert_done(f, DEVICE_KIOSK, r);
    next(f, 2);
    r = transfer_new(f, SERVICE_LINE, SERVICE_C);
    r->transfer->come_back = true;
    assert_done(f, DEVICE_COUNTER + 2, r);
    serve(f, 3, 10);
    assert_int_equal(EVENT_OF(f, TICKET_FINISHED, TicketFinished)->entered->kind, COUNTER_LINE);
    serve(f, 2, 10);
    assert_int_equal(EVENT_OF(f, TICKET_FINISHED, TicketFinished)->next_service, SERVICE_A);
    serve(f, 2, 10);
    assert_false(EVENT_OF(f, TICKET_FINISHED, TicketFinished)->visit_goes_on);
}

static void finish__learns_the_mean_service_time(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    serve(f, 1, 100);
    assert_int_equal(line_row(f, SERVICE_LINE, SERVICE_A)->service_mean_ms,
                     (10 * 300000 + 100000) / 11); // the target counts as ten
    take(f, SERVICE_A);
    serve(f, 1, 700);
    assert_int_equal(line_row(f, SERVICE_LINE, SERVICE_A)->service_mean_ms,
                     (11 * 281818 + 700000) / 12);
    Hallq__LineRow *line = line_row(f, SERVICE_LINE, SERVICE_A);
    line->services_counted = 500;
    line->service_mean_ms = 300000;
    line_change(f, SERVICE_LINE, SERVICE_A, line);
    take(f, SERVICE_A);
    serve(f, 1, 100);
    assert_int_equal(line_row(f, SERVICE_LINE, SERVICE_A)->service_mean_ms,
                     (99 * 300000 + 100000) / 100);
}

// Further.

static Hallq__Request *further_new(struct fixture *f, uint64_t ticket, uint32_t service,
                                   bool here) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_FURTHER);
    r->further->which = ticket ? which_of(f, ticket) : NULL;
    r->further->service = service;
    r->further->here = here;
    return r;
}

static void further__here_serves_at_once(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = serving(f, 1, SERVICE_A);
    finish(f, 1);
    pass_s(f, 5);
    assert_done(f, DEVICE_COUNTER + 1, further_new(f, 0, SERVICE_B, true));
    assert_int_equal(EVENT_OF(f, TICKET_CONTINUED, TicketContinued)->counter, 1);
    assert_null(EVENT_OF(f, TICKET_CONTINUED, TicketContinued)->entered);
    assert_int_equal(f->decision.done->ticket->service, SERVICE_B);
    assert_int_equal(f->decision.done->ticket->n_steps, 2);
    assert_int_equal(f->decision.done->ticket->steps[0]->service, SERVICE_A);
    assert_int_equal(counter_row(f, 1)->ticket, ticket);
    assert_int_equal(last_step(f, ticket)->service, SERVICE_B);
    assert_int_equal(last_step(f, ticket)->started_at_ms, f->now_ms);
    assert_int_equal(last_step(f, ticket)->called_at_ms, 0);
    assert_int_equal(hall_row(f)->open_tickets, 1);
    pass_s(f, 40);
    hold(f, 1);
    pass_s(f, 900);
    assert_int_equal(next(f, 2), ticket); // it came back to the line of the further service
    start(f, 2);
    finish(f, 2);
    assert_int_equal(EVENT_OF(f, TICKET_FINISHED, TicketFinished)->served_s, 40);
}

static void further__elsewhere_waits_at_the_old_rank(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = serving(f, 1, SERVICE_A);
    pass_s(f, 100);
    take(f, SERVICE_C);
    finish(f, 1);
    assert_done(f, DEVICE_COUNTER + 1, further_new(f, 0, SERVICE_C, false));
    assert_int_equal(EVENT_OF(f, TICKET_CONTINUED, TicketContinued)->rank_ms, MONDAY_1140_MS);
    assert_int_equal(f->decision.done->ticket->service, SERVICE_C); // of the step that begins
    assert_int_equal(next(f, 3), ticket);
}

static void further__is_for_the_last_finished_or_the_floor(void **state) {
    struct fixture *f = *state;
    uint64_t first = serving(f, 1, SERVICE_A);
    finish(f, 1);
    uint64_t second = serving(f, 1, SERVICE_A);
    finish(f, 1);
    assert_refused(f, DEVICE_COUNTER + 1, further_new(f, first, SERVICE_B, false), NOT_YOUR_TICKET);
    assert_refused(f, DEVICE_COUNTER + 2, further_new(f, second, SERVICE_B, false),
                   NOT_YOUR_TICKET);
    assert_refused(f, DEVICE_COUNTER + 2, further_new(f, 0, SERVICE_B, false), NO_TICKET);
    assert_refused(f, DEVICE_GUIDE, further_new(f, first, SERVICE_B, true), BAD_MESSAGE);
    assert_refused(f, DEVICE_GUIDE, further_new(f, first, 99, false), NO_SERVICE);
    assert_done(f, DEVICE_GUIDE, further_new(f, first, SERVICE_B, false));
    assert_done(f, DEVICE_COUNTER + 1, further_new(f, second, SERVICE_B, false));
}

static void further__here_needs_a_free_counter_that_gives_it(void **state) {
    struct fixture *f = *state;
    serving(f, 1, SERVICE_A);
    finish(f, 1);
    assert_refused(f, DEVICE_COUNTER + 1, further_new(f, 0, SERVICE_C, true), SERVICE_NOT_GIVEN);
    take(f, SERVICE_A);
    next(f, 1);
    assert_refused(f, DEVICE_COUNTER + 1, further_new(f, 0, SERVICE_B, true), COUNTER_BUSY);
    assert_done(f, DEVICE_COUNTER + 1, further_new(f, 0, SERVICE_B, false));
}

static void further__is_over_with_the_day(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = serving(f, 1, SERVICE_A);
    finish(f, 1);
    Hallq__HallRow *hall = hall_row(f);
    hall->day++;
    hall_change(f, hall);
    assert_refused(f, DEVICE_GUIDE, further_new(f, ticket, SERVICE_B, false), DAY_OVER);
}

// Rate.

static Hallq__Request *rate_new(struct fixture *f, uint64_t ticket, uint32_t score) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_RATE);
    r->rate->which = ticket ? which_of(f, ticket) : NULL;
    r->rate->score = score;
    return r;
}

static void rate__is_once_by_the_customer_for_the_clerk(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = serving(f, 1, SERVICE_A);
    assert_refused(f, DEVICE_GATEWAY, rate_new(f, ticket, 5), WRONG_STATE);
    finish(f, 1);
    assert_refused(f, DEVICE_GATEWAY, rate_new(f, ticket, 0), BAD_MESSAGE);
    assert_refused(f, DEVICE_GATEWAY, rate_new(f, ticket, 6), BAD_MESSAGE);
    assert_done(f, DEVICE_GATEWAY, rate_new(f, ticket, 4));
    assert_int_equal(EVENT_OF(f, TICKET_RATED, TicketRated)->clerk, STAFF_CLERK + 1);
    assert_int_equal(EVENT_OF(f, TICKET_RATED, TicketRated)->score, 4);
    assert_int_equal(ticket_row(f, ticket)->rating, 4);
    assert_refused(f, DEVICE_GATEWAY, rate_new(f, ticket, 5), ALREADY_RATED);
    assert_refused(f, DEVICE_KIOSK, rate_new(f, ticket, 5), ALREADY_RATED);
}

// Whoever is first: a clerk who enters a score does not take the customer's own away.
static void rate__is_once_by_the_customer_and_once_at_the_counter(void **state) {
    struct fixture *f = *state;
    for (int counter_first = 0; counter_first < 2; counter_first++) {
        uint64_t ticket = serving(f, 1, SERVICE_A);
        finish(f, 1);
        if (counter_first) {
            assert_done(f, DEVICE_COUNTER + 1, rate_new(f, 0, 5));
            // As a row of an earlier version is, which kept one rating: its customer's may still come.
            assert_int_equal(ticket_row(f, ticket)->rating, 5);
            assert_true(ticket_row(f, ticket)->rated_at_counter);
        }
        assert_done(f, DEVICE_GATEWAY, rate_new(f, ticket, 1));
        assert_false(EVENT_OF(f, TICKET_RATED, TicketRated)->at_counter);
        if (!counter_first)
            assert_done(f, DEVICE_COUNTER + 1, rate_new(f, 0, 5));
        struct ratings given = ticket_ratings(ticket_row(f, ticket));
        assert_int_equal(given.customer, 1);
        assert_int_equal(given.counter, 5);
        assert_refused(f, DEVICE_KIOSK, rate_new(f, ticket, 3), ALREADY_RATED);
        assert_refused(f, DEVICE_COUNTER + 1, rate_new(f, 0, 3), ALREADY_RATED);
        Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_TICKET);
        r->get_ticket->which = which_of(f, ticket);
        assert_int_equal(ask_read(f, DEVICE_LEAD, r)->ticket->rating, 1);
    }
}

static void rate__at_a_counter_is_of_its_last_finished(void **state) {
    struct fixture *f = *state;
    uint64_t first = serving(f, 1, SERVICE_A);
    finish(f, 1);
    uint64_t second = serving(f, 1, SERVICE_A);
    finish(f, 1);
    assert_refused(f, DEVICE_COUNTER + 1, rate_new(f, first, 5), NOT_YOUR_TICKET);
    assert_refused(f, DEVICE_COUNTER + 2, rate_new(f, second, 5), NOT_YOUR_TICKET);
    assert_done(f, DEVICE_COUNTER + 1, rate_new(f, 0, 5));
    assert_int_equal(ticket_row(f, second)->rating, 5);
}

static void rate__never_goes_to_the_customer_before(void **state) {
    struct fixture *f = *state;
    serving(f, 1, SERVICE_A);
    finish(f, 1);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    uint32_t plan[] = {SERVICE_C};
    r->issue->service = SERVICE_A;
    r->issue->n_next_services = 1;
    r->issue->next_services = plan;
    assert_done(f, DEVICE_KIOSK, r);
    serve(f, 1, 10); // goes on to the cashier: its rating comes there
    assert_refused(f, DEVICE_COUNTER + 1, rate_new(f, 0, 1), NO_TICKET);
}

static void rate__goes_to_whoever_finished_last(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = serving(f, 1, SERVICE_A);
    finish(f, 1);
    assert_done(f, DEVICE_COUNTER + 1, further_new(f, 0, SERVICE_C, false));
    serve(f, 3, 10);
    assert_refused(f, DEVICE_COUNTER + 1, rate_new(f, ticket, 1), NOT_YOUR_TICKET);
    assert_done(f, DEVICE_COUNTER + 3, rate_new(f, ticket, 5));
    assert_int_equal(EVENT_OF(f, TICKET_RATED, TicketRated)->clerk, STAFF_CLERK + 3);
}

static void rate__is_over_with_the_day(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = serving(f, 1, SERVICE_A);
    finish(f, 1);
    Hallq__HallRow *hall = hall_row(f);
    hall->day++;
    hall_change(f, hall);
    assert_refused(f, DEVICE_GATEWAY, rate_new(f, ticket, 5), DAY_OVER);
}

static void visit__keeps_its_newest_steps(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = serving(f, 1, SERVICE_A);
    finish(f, 1);
    for (int i = 0; i < LIMIT_STEPS_KEPT + 3; i++) {
        assert_done(f, DEVICE_COUNTER + 1, further_new(f, 0, i % 2 ? SERVICE_A : SERVICE_B, true));
        finish(f, 1);
    }
    assert_int_equal(ticket_row(f, ticket)->n_steps, LIMIT_STEPS_KEPT);
    assert_int_equal(last_step(f, ticket)->service, SERVICE_B);
}

// ---------------------------------------------------------------- what is on hold

static Hallq__Reply *held(struct fixture *f, uint32_t device, uint32_t counter) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_GET_HELD);
    r->get_held->counter = counter;
    return ask_read(f, device, r);
}

static void get_held__lists_by_counter_with_since_and_until(void **state) {
    struct fixture *f = *state;
    uint64_t first = serving(f, 1, SERVICE_A);
    hold(f, 1);
    pass_s(f, 10);
    uint64_t second = serving(f, 1, SERVICE_A), other = serving(f, 3, SERVICE_C);
    hold(f, 3);
    hold(f, 1);
    const Hallq__HeldList *list = held(f, DEVICE_LEAD, 0)->held;
    assert_int_equal(list->n_held, 3);
    assert_false(list->more);
    assert_int_equal(list->held[0]->ticket, first);
    assert_int_equal(list->held[0]->since_ms, MONDAY_1140_MS);
    assert_false(list->held[0]->has_note);
    assert_int_equal(list->held[0]->until_ms,
                     MONDAY_1140_MS + (int64_t)f->settings->hold_limit_s * 1000);
    assert_int_equal(list->held[1]->ticket, second);
    assert_int_equal(list->held[2]->ticket, other);
    assert_int_equal(list->held[2]->counter, 3);
    assert_int_equal(held(f, DEVICE_LEAD, 3)->held->n_held, 1);
    assert_int_equal(held(f, DEVICE_COUNTER + 1, 0)->held->n_held, 2); // a clerk: their own
    assert_int_equal(held(f, DEVICE_COUNTER + 1, 3)->refusal->reason,
                     HALLQ__REFUSAL__REASON__NOT_ALLOWED);
    assert_int_equal(held(f, DEVICE_LEAD, 9)->refusal->reason, HALLQ__REFUSAL__REASON__NO_COUNTER);
    resume(f, 1, first, true);
    assert_int_equal(held(f, DEVICE_COUNTER + 1, 0)->held->n_held, 1);
    cancel(f, second);
    pass_s(f, 7200);
    assert_int_equal(held(f, DEVICE_LEAD, 0)->held->n_held, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
#define TEST_OWN(name) cmocka_unit_test_teardown(name, fixture_teardown) // settings of its own

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
