// hall_clock.c - what the hall does by a clock that is in doubt, was wrong, or is led back: nothing
// that cannot be undone, and no number twice.
#include "tests/rules/hall.h"

#include "base/refusal.h"

#define HOUR_S 3600
#define DAY_S (24 * HOUR_S)
#define HOUR_MS (HOUR_S * 1000LL)
#define DAY_MS (24 * HOUR_MS)

#define assert_clock(f, CASE, wall_ms, REASON)                                                     \
    assert_string_equal(refusal_name(clock_ask(f, HALLQ__REQUEST__BODY_##CASE, wall_ms)), #REASON)

static void doubt(struct fixture *f, bool alarmed) {
    assert_int_equal(decide_clock(&f->state, f->now_ms, alarmed, 5, &f->decision), ERR_OK);
    assert_int_equal(record_apply(&f->state, f->decision.record), ERR_OK);
}

static uint64_t take_with_contact(struct fixture *f) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    f->contact_sealed = "sealed";
    r->issue->service = SERVICE_A;
    r->issue->contact = text_of(f, "138");
    assert_done(f, DEVICE_KIOSK, r);
    f->contact_sealed = NULL;
    return hall_row(f)->tickets;
}

static Hallq__Report *report(struct fixture *f, int32_t day) {
    Hallq__Report *made;
    assert_int_equal(report_make(&f->state, HALL, day, &made), ERR_OK);
    return made;
}

// ---------------------------------------------------------------- nothing is destroyed by a leap

static void a_leap_of_the_date__opens_the_day_and_destroys_nothing_for_a_day(void **state) {
    struct fixture *f = *state;
    take_with_contact(f);
    leap_s(f, 10 * DAY_S); // a long holiday, or a date typed wrong
    assert_int_equal(hall_row(f)->day, MONDAY + 10);
    assert_int_equal(hall_row(f)->purged_upto_day, 0);
    assert_int_equal(hall_row(f)->chore_at_ms, 0);
    assert_int_equal(memtable_count(f->mem, TABLE_SEALED), 1);
    assert_true(memtable_count(f->mem, TABLE_NUMBER) > 0);
    assert_int_equal(line_row(f, HALLQ__LINE__KIND__SERVICE, SERVICE_A)->waiting, 0);
    pass_s(f, 20 * HOUR_S); // the next roll comes before the day is over
    assert_int_equal(memtable_count(f->mem, TABLE_SEALED), 1);
    pass_s(f, DAY_S);
    assert_int_equal(memtable_count(f->mem, TABLE_SEALED), 0);
    assert_int_equal(memtable_count(f->mem, TABLE_NUMBER), 0);
}

static void a_weekend__is_no_leap(void **state) {
    struct fixture *f = *state;
    take_with_contact(f);
    leap_s(f, 4 * DAY_S);
    assert_int_equal(hall_row(f)->spared_until_ms, 0);
    assert_true(hall_row(f)->purged_upto_day >= MONDAY);
}

static void a_roll_by_a_clock_in_doubt__destroys_nothing(void **state) {
    struct fixture *f = *state;
    take_with_contact(f);
    doubt(f, true);
    pass_s(f, 6 * DAY_S);
    assert_int_equal(hall_row(f)->day, MONDAY + 6);
    assert_int_equal(memtable_count(f->mem, TABLE_SEALED), 1);
    doubt(f, false);
    pass_s(f, 2 * DAY_S);
    assert_int_equal(memtable_count(f->mem, TABLE_SEALED), 0);
}

static void a_hall__does_not_begin_by_a_clock_in_doubt(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_APPLY_SETTINGS);
    Hallq__HallSettings *h = settings_copy(f);
    r->hall = h->hall = 7;
    r->apply_settings->settings = h;
    doubt(f, true);
    assert_refused(f, DEVICE_ADMIN, r, CLOCK);
    doubt(f, false);
    assert_done(f, DEVICE_ADMIN, r);
}

// ---------------------------------------------------------------- accepting

static void accepting__says_until_when_hall_time_is_ahead(void **state) {
    struct fixture *f = *state;
    assert_clock(f, ACCEPT_CLOCK, f->now_ms, ALREADY);
    doubt(f, true);
    assert_clock(f, ACCEPT_CLOCK, 5, CLOCK_WRONG);
    assert_clock(f, ACCEPT_CLOCK, LIMIT_CLOCK_LAST_MS, CLOCK_WRONG);
    assert_clock(f, ACCEPT_CLOCK, f->now_ms - 2 * HOUR_MS, NONE);
    assert_int_equal(f->decision.done->wall_at_ms, f->now_ms - 2 * HOUR_MS);
    assert_int_equal(f->decision.done->meets_at_ms, f->now_ms + 2 * HOUR_MS);
    doubt(f, true);
    assert_clock(f, ACCEPT_CLOCK, f->now_ms + HOUR_MS, NONE);
    assert_int_equal(f->decision.done->meets_at_ms, 0);
}

// ---------------------------------------------------------------- leading back

static void leading_back__is_for_hall_time_that_is_ahead(void **state) {
    struct fixture *f = *state;
    assert_clock(f, BEGIN_DAY, f->now_ms, CLOCK_NOT_BEHIND);
    assert_clock(f, BEGIN_DAY, f->now_ms - LIMIT_CLOCK_OFF_MS, CLOCK_NOT_BEHIND);
    assert_clock(f, BEGIN_DAY, f->now_ms + HOUR_MS, CLOCK_NOT_BEHIND);
    assert_clock(f, BEGIN_DAY, 5, CLOCK_WRONG);
}

struct wrong_day {
    int64_t right_ms; // when it is in truth
    uint64_t served, waiting, called, held;
};

// Two tickets on the right Monday, then twenty days ahead: four more, one of each state.
static struct wrong_day wrong_day_make(struct fixture *f) {
    struct wrong_day w = {.right_ms = f->now_ms + 30 * 60 * 1000LL};
    take(f, SERVICE_A);
    take(f, SERVICE_A);
    leap_s(f, 20 * DAY_S);
    assert_int_equal(hall_row(f)->day, MONDAY + 20);
    work(f, 1);
    work(f, 2);
    w.held = take(f, SERVICE_B);
    w.served = take(f, SERVICE_A);
    w.called = take(f, SERVICE_B);
    w.waiting = take(f, SERVICE_A);
    assert_string_equal(ticket_row(f, w.served)->number, "A001");
    next(f, 2);
    start(f, 2);
    hold(f, 2);
    next(f, 1);
    start(f, 1);
    pass_s(f, 60);
    next(f, 2);
    return w;
}

static void leading_back__begins_the_day_it_is(void **state) {
    struct fixture *f = *state;
    struct wrong_day w = wrong_day_make(f);
    lead_back(f, w.right_ms);
    assert_int_equal(hall_row(f)->day, MONDAY);
    assert_int_equal(ticket_row(f, w.waiting)->state, HALLQ__TICKET__STATE__CANCELLED);
    assert_int_equal(ticket_row(f, w.called)->state, HALLQ__TICKET__STATE__CANCELLED);
    assert_int_equal(ticket_row(f, w.held)->state, HALLQ__TICKET__STATE__CANCELLED);
    assert_int_equal(ticket_row(f, w.served)->state, HALLQ__TICKET__STATE__SERVING);
    assert_int_equal(hall_row(f)->open_tickets, 1);
    assert_true(line_row(f, HALLQ__LINE__KIND__SERVICE, SERVICE_A)->open);
    assert_true(hall_row(f)->roll_at_ms > f->now_ms);
    assert_true(hall_row(f)->roll_at_ms < f->now_ms + DAY_MS);
    assert_true(hall_row(f)->hours_at_ms < f->now_ms + DAY_MS);
    pass_s(f, 20 * DAY_S); // days go on, and the invariants hold
    assert_int_equal(hall_row(f)->day, MONDAY + 20);
}

// Nobody gets a number that somebody got under the wrong date, whose paper may still be about.
static void leading_back__gives_no_number_twice(void **state) {
    struct fixture *f = *state;
    struct wrong_day w = wrong_day_make(f);
    lead_back(f, w.right_ms);
    assert_string_equal(ticket_row(f, take(f, SERVICE_A))->number, "A003");
    assert_string_equal(ticket_row(f, take(f, SERVICE_B))->number, "B003");
    lead_back(f, f->now_ms - HOUR_MS); // and once more
    assert_string_equal(ticket_row(f, take(f, SERVICE_A))->number, "A004");
}

// Nor one of that morning, which bears the same date.
static void leading_back__gives_no_number_of_the_morning_again(void **state) {
    struct fixture *f = *state;
    int64_t right_ms = f->now_ms + 30 * 60 * 1000LL;
    for (int i = 0; i < 5; i++)
        take(f, SERVICE_A);
    leap_s(f, 20 * DAY_S);
    take(f, SERVICE_A);
    take(f, SERVICE_A);
    lead_back(f, right_ms);
    assert_string_equal(ticket_row(f, take(f, SERVICE_A))->number, "A006");
    lead_back(f, f->now_ms - HOUR_MS);
    assert_string_equal(ticket_row(f, take(f, SERVICE_A))->number, "A007");
    pass_s(f, DAY_S); // the next day is like any other
    assert_string_equal(ticket_row(f, take(f, SERVICE_A))->number, "A001");
}

// A ticket that was finished before bears a number that may be given again: it is over.
static void leading_back__ends_what_was_finished_before(void **state) {
    struct fixture *f = *state;
    work(f, 1);
    uint64_t finished = take(f, SERVICE_A);
    serve(f, 1, 10);
    f->now_ms += 2 * HOUR_MS;
    lead_back(f, f->now_ms - 2 * HOUR_MS);
    work(f, 1);
    assert_string_equal(refusal_name(sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true)), "NONE");
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_FURTHER);
    r->further->which = which_of(f, finished);
    r->further->service = SERVICE_B;
    assert_refused(f, DEVICE_LEAD, r, DAY_OVER);
}

static void leading_back__keeps_the_order_of_who_comes_after(void **state) {
    struct fixture *f = *state;
    struct wrong_day w = wrong_day_make(f);
    lead_back(f, w.right_ms);
    uint64_t first = take(f, SERVICE_A);
    pass_s(f, 60);
    uint64_t second = take(f, SERVICE_A);
    // who was in service goes into another line at the rank of now, not of a future
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_TRANSFER);
    r->transfer->to = line_of(f, HALLQ__LINE__KIND__SERVICE, SERVICE_A);
    assert_done(f, DEVICE_COUNTER + 1, r);
    assert_true(ticket_row(f, w.served)->rank_ms <= w.right_ms);
    pass_s(f, 600);
    work(f, 1); // the day that began ended the sign-on with the ticket
    next(f, 1);
    assert_int_equal(counter_row(f, 1)->ticket, w.served);
    assert_true(ticket_row(f, first)->rank_ms < ticket_row(f, second)->rank_ms);
}

static void leading_back__keeps_what_was_served_so_far(void **state) {
    struct fixture *f = *state;
    struct wrong_day w = wrong_day_make(f);
    lead_back(f, w.right_ms);
    pass_s(f, 99);
    finish(f, 1);
    assert_in_range(EVENT_OF(f, TICKET_FINISHED, TicketFinished)->served_s, 159, 162);
    assert_false(EVENT_OF(f, TICKET_FINISHED, TicketFinished)->left_out);
}

// TEST_BARE
static void leading_back__closes_who_waits_also_where_tickets_are_carried_over(void **state) {
    struct fixture *f = hall_new();
    (void)state;
    f->settings->at_day_end = HALLQ__HALL_SETTINGS__DAY_END__CARRY;
    hall_start(f);
    uint64_t ticket = take(f, SERVICE_A);
    f->now_ms += 2 * HOUR_MS;
    lead_back(f, f->now_ms - 2 * HOUR_MS);
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__CANCELLED);
    assert_int_equal(hall_row(f)->day, MONDAY);
    fixture_destroy(f);
}

static void leading_back__gives_keys_of_the_day_that_was_purged(void **state) {
    struct fixture *f = *state;
    take_with_contact(f);
    leap_s(f, 20 * DAY_S);
    pass_s(f, 3 * DAY_S); // noticed too late: keys are gone
    assert_true(hall_row(f)->purged_upto_day >= MONDAY);
    lead_back(f, MONDAY_1140_MS + DAY_MS);
    assert_int_equal(hall_row(f)->day, MONDAY + 1);
    assert_int_equal(hall_row(f)->purged_upto_day, MONDAY);
    take_with_contact(f);
    assert_int_equal(memtable_count(f->mem, TABLE_SEALED), 1);
    fixture_touched(f); // the journal was forgotten in part
}

static void leading_back__is_right_in_the_reports(void **state) {
    struct fixture *f = *state;
    struct wrong_day w = wrong_day_make(f);
    lead_back(f, w.right_ms);
    for (int i = 0; i < 5; i++)
        take(f, SERVICE_A);
    assert_int_equal(report(f, MONDAY)->services[0]->issued, 7);
    assert_int_equal(report(f, MONDAY + 20)->services[0]->issued, 2);
    pass_s(f, DAY_S);
    take(f, SERVICE_A);
    assert_int_equal(report(f, MONDAY)->services[0]->issued, 7);
    assert_int_equal(report(f, MONDAY + 1)->services[0]->issued, 1);
}

static void leading_back__locks_nobody_out(void **state) {
    struct fixture *f = *state;
    f->now_ms += 20 * DAY_MS;
    for (uint32_t i = 0; i < LIMIT_PIN_FAILURES; i++)
        sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, false);
    assert_string_equal(refusal_name(sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true)), "LOCKED_OUT");
    due_all(f);
    lead_back(f, f->now_ms - 20 * DAY_MS);
    assert_string_equal(refusal_name(sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true)), "NONE");
}

// ---------------------------------------------------------------- what is no figure

static void a_finish_over_night__is_left_out_and_counted(void **state) {
    struct fixture *f = *state;
    work(f, 1);
    for (int i = 0; i < 2; i++) {
        take(f, SERVICE_A);
        next(f, 1);
        start(f, 1);
        pass_s(f, 100);
        finish(f, 1);
    }
    uint32_t mean_ms = line_row(f, HALLQ__LINE__KIND__SERVICE, SERVICE_A)->service_mean_ms;
    take(f, SERVICE_A);
    next(f, 1);
    start(f, 1);
    pass_s(f, 15 * HOUR_S + 30 * 60); // ten minutes behind the roll
    assert_int_equal(hall_row(f)->day, MONDAY + 1);
    finish(f, 1);
    assert_true(EVENT_OF(f, TICKET_FINISHED, TicketFinished)->left_out);
    assert_int_equal(line_row(f, HALLQ__LINE__KIND__SERVICE, SERVICE_A)->service_mean_ms, mean_ms);
    const Hallq__Report *r = report(f, MONDAY);
    assert_int_equal(r->services[0]->served, 3);
    assert_int_equal(r->services[0]->service_left_out, 1);
    assert_int_equal(r->services[0]->service_mean_s, 100);
    assert_int_equal(r->clerks[0]->served, 3);
    assert_int_equal(r->clerks[0]->service_left_out, 1);
    assert_int_equal(r->clerks[0]->service_mean_s, 100);
}

static void a_finish_after_hours_of_the_same_day__is_left_out(void **state) {
    struct fixture *f = *state;
    work(f, 1);
    take(f, SERVICE_A);
    next(f, 1);
    start(f, 1);
    pass_s(f, LIMIT_SERVICE_TIME_S);
    finish(f, 1);
    assert_false(EVENT_OF(f, TICKET_FINISHED, TicketFinished)->left_out);
    take(f, SERVICE_A);
    next(f, 1);
    start(f, 1);
    pass_s(f, LIMIT_SERVICE_TIME_S + 1);
    finish(f, 1);
    assert_true(EVENT_OF(f, TICKET_FINISHED, TicketFinished)->left_out);
    assert_int_equal(report(f, 0)->services[0]->service_mean_s, LIMIT_SERVICE_TIME_S);
}

static void a_service_that_a_lead_settled__is_left_out(void **state) {
    struct fixture *f = *state;
    work(f, 1);
    sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true);
    take(f, SERVICE_A);
    next(f, 1);
    start(f, 1);
    heard(f, 1, false);
    pass_s(f, 3000);
    assert_string_equal(refusal_name(counter_free(f, 1, HALLQ__TICKET__STATE__FINISHED)), "NONE");
    const Hallq__Report *r = report(f, 0);
    assert_int_equal(r->services[0]->served, 1);
    assert_int_equal(r->services[0]->service_left_out, 1);
    assert_int_equal(r->services[0]->service_mean_s, 0);
}

static void a_start_that_was_forgotten__is_no_walk(void **state) {
    struct fixture *f = *state;
    work(f, 1);
    f->settings->calls_before_no_show = 9;
    take(f, SERVICE_A);
    next(f, 1);
    pass_s(f, 20);
    start(f, 1);
    finish(f, 1);
    take(f, SERVICE_A);
    next(f, 1);
    pass_s(f, LIMIT_WALK_S + 1);
    if (counter_row(f, 1)->ticket) // it may have become a no-show
        start(f, 1);
    const Hallq__Report *r = report(f, 0);
    assert_int_equal(r->services[0]->walk_mean_s, 20);
    assert_int_equal(r->services[0]->walk_left_out, counter_row(f, 1)->ticket != 0);
}

// TEST_BARE
static void a_wait_over_night__is_no_figure(void **state) {
    struct fixture *f = hall_new();
    (void)state;
    f->settings->at_day_end = HALLQ__HALL_SETTINGS__DAY_END__CARRY;
    hall_start(f);
    work(f, 1);
    take(f, SERVICE_A);
    take(f, SERVICE_A);
    pass_s(f, 60);
    next(f, 1);
    start(f, 1);
    finish(f, 1);
    pass_s(f, DAY_S);
    work(f, 1);
    next(f, 1);
    const Hallq__Report *r = report(f, MONDAY);
    assert_int_equal(r->services[0]->called, 1);
    assert_int_equal(r->services[0]->wait_left_out, 1);
    assert_int_equal(r->services[0]->wait_mean_s, 60);
    assert_int_equal(r->services[0]->over_20_min, 0);
    fixture_destroy(f);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, hall_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
