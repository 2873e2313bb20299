// tickets_serve.c - the end of a service, visits of several steps, and ratings.
#include "base/refusal.h"
#include "tests/rules/tickets.h"

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

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
