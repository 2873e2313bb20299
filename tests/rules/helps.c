// Help: a clerk calls for a lead, who is timed; what ends it, and who is told while nobody comes.
#include "base/refusal.h"
#include "tests/rules/alerting.h"
#include "tests/rules/casework.h"

#define END(NAME) HALLQ__HELP__END__##NAME
#define BODY(CASE) HALLQ__REQUEST__BODY_##CASE

static const Hallq__Help *help_now(struct fixture *f, uint32_t help) {
    struct helps helps;
    assert_int_equal(helps_open(&f->state, HALL, hall_row(f), &helps), ERR_OK);
    return help_of(&helps, help);
}

static void call_help__names_the_ticket_at_hand(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_B);
    next(f, 2);
    uint32_t help = help_called(f, 2);
    const Hallq__Help *now = EVENT_OF(f, HELP_CALLED, HelpCalled)->now;
    assert_int_equal(now->help, help);
    assert_int_equal(now->counter, 2);
    assert_int_equal(now->ticket, ticket);
    assert_string_equal(now->number, "B001");
    assert_int_equal(now->service, SERVICE_B);
    assert_int_equal(now->clerk, STAFF_CLERK + 2);
    assert_string_equal(now->reason, "upset");
    assert_int_equal(help_now(f, help_called(f, 1))->ticket, 0); // nobody is at the counter
}

static void call_help__is_one_a_counter(void **state) {
    struct fixture *f = *state;
    uint32_t help = help_called(f, 1);
    Hallq__Request *r = request_new(f, BODY(CALL_HELP));
    r->call_help->reason = text_of(f, "question");
    assert_refused(f, DEVICE_COUNTER + 1, r, ALREADY);
    assert_string_equal(f->decision.refusal.detail, "1");
    assert_done(f, DEVICE_COUNTER + 1, request_new(f, BODY(WITHDRAW_HELP)));
    assert_int_equal(EVENT_OF(f, HELP_ENDED, HelpEnded)->why, END(WITHDRAWN));
    assert_refused(f, DEVICE_COUNTER + 1, request_new(f, BODY(WITHDRAW_HELP)), NO_HELP);
    assert_int_equal(help_called(f, 1), help + 1);
}

static void call_help__wants_a_reason_of_the_settings(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, BODY(CALL_HELP));
    assert_refused(f, DEVICE_COUNTER + 1, r, NO_REASON);
    r->call_help->reason = text_of(f, "bored");
    assert_refused(f, DEVICE_COUNTER + 1, r, NO_REASON);
}

static void come_to_help__takes_the_time_from_the_call(void **state) {
    struct fixture *f = *state;
    uint32_t help = help_called(f, 1);
    pass_s(f, 12);
    assert_done(f, DEVICE_LEAD, help_request(f, BODY(SEE_HELP), help));
    assert_int_equal(help_now(f, help)->seen_by, STAFF_LEAD);
    assert_refused(f, DEVICE_MANAGER, help_request(f, BODY(SEE_HELP), help), ALREADY);
    pass_s(f, 30);
    assert_done(f, DEVICE_LEAD, help_request(f, BODY(COME_TO_HELP), help));
    assert_int_equal(EVENT_OF(f, HELP_COME, HelpCome)->waited_s, 42);
    assert_refused(f, DEVICE_LEAD, help_request(f, BODY(COME_TO_HELP), help), ALREADY);
    assert_done(f, DEVICE_LEAD, settle_request(f, help, END(SOLVED)));
    assert_int_equal(f->record->n_events, 1); // they were there already
    assert_int_equal(hall_row(f)->open_helps, 0);
    assert_refused(f, DEVICE_LEAD, settle_request(f, help, END(SOLVED)), NO_HELP);
}

static void settle_help__says_that_the_lead_was_there(void **state) {
    struct fixture *f = *state;
    uint32_t help = help_called(f, 1);
    pass_s(f, 20);
    assert_refused(f, DEVICE_LEAD, settle_request(f, help, END(WITHDRAWN)), BAD_MESSAGE);
    assert_done(f, DEVICE_LEAD, settle_request(f, help, END(SOLVED)));
    assert_int_equal(EVENT_OF(f, HELP_COME, HelpCome)->waited_s, 20);
    help = help_called(f, 1);
    assert_done(f, DEVICE_LEAD, settle_request(f, help, END(NOT_NEEDED)));
    assert_int_equal(f->record->n_events, 1); // nobody had to come
}

static void help__is_for_who_leads(void **state) {
    struct fixture *f = *state;
    uint32_t help = help_called(f, 1);
    assert_refused(f, DEVICE_GUIDE, help_request(f, BODY(SEE_HELP), help), NOT_ALLOWED);
    assert_refused(f, DEVICE_COUNTER + 2, help_request(f, BODY(SEE_HELP), help), PERSON_MAY_NOT);
    assert_refused(f, DEVICE_LEAD, request_new(f, BODY(CALL_HELP)), NOT_ALLOWED);
}

static void help__ends_when_nobody_is_at_the_counter(void **state) {
    struct fixture *f = *state;
    uint32_t here = help_called(f, 1), there = help_called(f, 2);
    assert_done(f, DEVICE_COUNTER + 1, request_new(f, BODY(SIGN_OFF)));
    const Hallq__HelpEnded *ended = EVENT_OF(f, HELP_ENDED, HelpEnded);
    assert_int_equal(ended->help, here);
    assert_int_equal(ended->why, END(LEFT));
    assert_non_null(help_now(f, there));
    pass_s(f, 24 * HOUR_S); // the day rolls
    assert_null(help_now(f, there));
    assert_int_equal(hall_row(f)->open_helps, 0);
}

static void a_call_nobody_comes_to__rises_until_somebody_is_there(void **state) {
    struct fixture *f = *state;
    uint32_t help = help_called(f, 1);
    look(f);
    assert_int_equal(alert_need(f, KIND(HELP_WAITING), 1)->level, LEVEL(AMBER));
    assert_done(f, DEVICE_LEAD, help_request(f, BODY(SEE_HELP), help));
    watch(f, 119);
    assert_int_equal(alert_need(f, KIND(HELP_WAITING), 1)->level, LEVEL(AMBER));
    watch(f, 1);
    assert_int_equal(alert_need(f, KIND(HELP_WAITING), 1)->level, LEVEL(RED));
    watch(f, 180);
    assert_int_equal(alert_need(f, KIND(HELP_WAITING), 1)->level, LEVEL(BREACH));
    assert_int_equal(alert_need(f, KIND(HELP_WAITING), 1)->escalated_at_ms, 0);
    watch(f, 300); // ten minutes after the call
    assert_int_equal(alert_need(f, KIND(HELP_WAITING), 1)->escalated_at_ms, f->now_ms);
    assert_done(f, DEVICE_LEAD, help_request(f, BODY(COME_TO_HELP), help));
    look(f);
    assert_null(alert_of(f, KIND(HELP_WAITING), 1));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, casework_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
