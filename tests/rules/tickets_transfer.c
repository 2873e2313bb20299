// tickets_transfer.c - tickets that are sent to another line.
#include "base/refusal.h"
#include "tests/rules/tickets.h"

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

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
