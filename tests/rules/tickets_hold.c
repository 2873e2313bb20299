// tickets_hold.c - tickets on hold.
#include "base/refusal.h"
#include "tests/rules/tickets.h"

static Hallq__Request *resume_new(struct fixture *f, uint64_t ticket, bool here) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_RESUME);
    r->resume->which = which_of(f, ticket);
    r->resume->here = here;
    return r;
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

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
