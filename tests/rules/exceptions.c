// exceptions.c - what people do by hand, past the order of the line or without the customer: for a
// reason of the settings, on record, counted in the report.
#include "base/count.h"
#include "base/refusal.h"
#include "tests/rules/fixture.h"

static Hallq__Request *sent_on(struct fixture *f, uint64_t ticket, Hallq__Line__Kind kind,
                               uint32_t id, const char *reason) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_TRANSFER);
    r->transfer->which = which_of(f, ticket);
    r->transfer->to = line_of(f, kind, id);
    r->transfer->reason = text_of(f, reason);
    return r;
}

static Hallq__Request *given_up(struct fixture *f, uint64_t ticket, const char *reason) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_CANCEL);
    r->cancel->which = which_of(f, ticket);
    r->cancel->reason = text_of(f, reason);
    return r;
}

// A hall with reasons for both.
static int setup_reasons(void **state) {
    struct fixture *f = *state = fixture_create();
    f->settings->n_past_line_reasons = f->settings->n_cancel_reasons = 2;
    f->settings->past_line_reasons = f->settings->cancel_reasons = codes_of(f, "left", "upset");
    f->settings->staff[0]->may_call_named = true; // the clerk of counter 1
    fixture_open(f);
    return 0;
}

static void past_the_line__takes_a_reason(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    assert_refused(f, DEVICE_GUIDE, sent_on(f, ticket, HALLQ__LINE__KIND__COUNTER, 1, ""),
                   NO_REASON);
    assert_refused(f, DEVICE_LEAD, sent_on(f, ticket, HALLQ__LINE__KIND__COUNTER, 1, "friend"),
                   NO_REASON);
    assert_refused(f, DEVICE_GUIDE,
                   sent_on(f, ticket, HALLQ__LINE__KIND__CLERK, STAFF_CLERK + 1, ""), NO_REASON);
    assert_done(f, DEVICE_GUIDE, sent_on(f, ticket, HALLQ__LINE__KIND__COUNTER, 1, "upset"));
    const Hallq__TicketTransferred *sent = EVENT_OF(f, TICKET_TRANSFERRED, TicketTransferred);
    assert_true(sent->past_line);
    assert_string_equal(sent->past_line_reason, "upset");
    assert_int_equal(sent->by->staff, STAFF_GUIDE);
}

// To another service's line, on from a counter's own line, and from the counter that has it.
static void other_transfers__take_none(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    assert_done(f, DEVICE_GUIDE, sent_on(f, ticket, HALLQ__LINE__KIND__SERVICE, SERVICE_C, ""));
    assert_false(EVENT_OF(f, TICKET_TRANSFERRED, TicketTransferred)->past_line);
    assert_done(f, DEVICE_GUIDE, sent_on(f, ticket, HALLQ__LINE__KIND__COUNTER, 1, "left"));
    assert_done(f, DEVICE_GUIDE, sent_on(f, ticket, HALLQ__LINE__KIND__COUNTER, 2, "upset"));
    assert_false(EVENT_OF(f, TICKET_TRANSFERRED, TicketTransferred)->past_line);
    assert_string_equal(EVENT_OF(f, TICKET_TRANSFERRED, TicketTransferred)->past_line_reason, "");
    assert_int_equal(next(f, 2), ticket);
    start(f, 2);
    assert_done(f, DEVICE_COUNTER + 2, sent_on(f, ticket, HALLQ__LINE__KIND__COUNTER, 1, ""));
    assert_false(EVENT_OF(f, TICKET_TRANSFERRED, TicketTransferred)->past_line);
}

static void staff_who_cancel__say_why(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    assert_refused(f, DEVICE_COUNTER + 1, given_up(f, ticket, ""), NO_REASON);
    assert_refused(f, DEVICE_GUIDE, given_up(f, ticket, "bored"), NO_REASON);
    assert_done(f, DEVICE_COUNTER + 1, given_up(f, ticket, "left"));
    assert_string_equal(EVENT_OF(f, TICKET_CANCELLED, TicketCancelled)->staff_reason, "left");
    assert_done(f, DEVICE_KIOSK, given_up(f, take(f, SERVICE_A), "")); // the customer's own
    assert_string_equal(EVENT_OF(f, TICKET_CANCELLED, TicketCancelled)->staff_reason, "");
}

// TEST_OWN: settings without reasons
static void a_hall_without_reasons__asks_for_none(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    assert_refused(f, DEVICE_GUIDE, sent_on(f, ticket, HALLQ__LINE__KIND__COUNTER, 1, "friend"),
                   NO_REASON);
    assert_done(f, DEVICE_GUIDE, sent_on(f, ticket, HALLQ__LINE__KIND__COUNTER, 1, ""));
    assert_true(EVENT_OF(f, TICKET_TRANSFERRED, TicketTransferred)->past_line);
    assert_done(f, DEVICE_GUIDE, given_up(f, ticket, ""));
}

// Also where there are no codes: then there is no reason to give, and blanks are none.
static void a_reason_of_blanks__is_no_reason(void **state) {
    struct fixture *f = *state;
    static const char *const blanks[] = {" ", "-", "\u3000", "--"};
    for (size_t i = 0; i < COUNT(blanks); i++) {
        uint64_t ticket = take(f, SERVICE_A);
        Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_SERVICE_SUSPEND);
        r->service_suspend->service = SERVICE_C;
        r->service_suspend->reason = text_of(f, blanks[i]);
        assert_refused(f, DEVICE_LEAD, r, NO_REASON);
        r = request_new(f, HALLQ__REQUEST__BODY_COUNTER_PAUSE);
        r->counter_pause->reason = text_of(f, blanks[i]);
        assert_refused(f, DEVICE_COUNTER + 1, r, NO_REASON);
        r = request_new(f, HALLQ__REQUEST__BODY_CALL_NAMED);
        r->call_named->which = which_of(f, ticket);
        r->call_named->reason = text_of(f, blanks[i]);
        assert_refused(f, DEVICE_COUNTER + 1, r, NO_REASON);
        assert_refused(f, DEVICE_GUIDE, given_up(f, ticket, blanks[i]), NO_REASON);
        assert_refused(f, DEVICE_GUIDE,
                       sent_on(f, ticket, HALLQ__LINE__KIND__COUNTER, 1, blanks[i]), NO_REASON);
    }
}

static void named(struct fixture *f, uint64_t ticket, const char *reason) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_CALL_NAMED);
    r->call_named->which = which_of(f, ticket);
    r->call_named->reason = text_of(f, reason);
    assert_done(f, DEVICE_COUNTER + 1, r);
}

static void assert_counted(const Hallq__ExceptionReport *e, Hallq__Exception__Kind kind,
                           const char *reason, uint32_t count) {
    assert_int_equal(e->kind, kind);
    assert_string_equal(e->reason, reason);
    assert_int_equal(e->count, count);
}

static void a_report__counts_what_was_done_by_hand(void **state) {
    struct fixture *f = *state;
    Hallq__Report *report;
    assert_int_equal(report_make(&f->state, HALL, 0, &report), ERR_OK);
    assert_int_equal(report->n_exceptions, 0);
    uint64_t tickets[3];
    for (int i = 0; i < 3; i++)
        tickets[i] = take(f, SERVICE_A);
    for (int i = 0; i < 2; i++)
        assert_done(f, DEVICE_GUIDE,
                    sent_on(f, tickets[i], HALLQ__LINE__KIND__COUNTER, 1, "upset"));
    assert_done(f, DEVICE_GUIDE, given_up(f, tickets[0], "left"));
    named(f, tickets[2], "unwell");
    pass_s(f, f->settings->seconds_between_calls);
    recall(f, 1); // not a second one
    assert_int_equal(report_make(&f->state, HALL, 0, &report), ERR_OK);
    assert_int_equal(report->n_exceptions, 3);
    assert_counted(report->exceptions[0], HALLQ__EXCEPTION__KIND__NAMED, "unwell", 1);
    assert_counted(report->exceptions[1], HALLQ__EXCEPTION__KIND__PAST_LINE, "upset", 2);
    assert_counted(report->exceptions[2], HALLQ__EXCEPTION__KIND__CANCELLED, "left", 1);
}

static void a_ticket__keeps_so_many_and_no_more(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    for (int i = 0; i < LIMIT_EXCEPTIONS_KEPT + 2; i++) {
        assert_done(f, DEVICE_GUIDE, sent_on(f, ticket, HALLQ__LINE__KIND__COUNTER, 1, "upset"));
        assert_done(f, DEVICE_GUIDE, sent_on(f, ticket, HALLQ__LINE__KIND__SERVICE, SERVICE_A, ""));
    }
    assert_int_equal(ticket_row(f, ticket)->n_exceptions, LIMIT_EXCEPTIONS_KEPT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup_reasons, fixture_teardown)
#define TEST_OWN(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
