// past_test.c - the pace and the waits of a line, against figures worked out by hand.
#include "broker/forecast/past.h"
#include "tests/forecast/near.h"

#include <setjmp.h> // before cmocka
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define T0 1700000000000 // 22:13:20, so that a half hour ends at 22:30

static void per_call__is_the_time_waited_by_the_calls_in_it(void **state) {
    struct drain drain = {0};
    (void)state;
    assert_near(drain_per_call_s(&drain, 120, 3), 120, 1e-12); // nothing seen: the usual
    drain_wait(&drain, 900, 600);
    drain_call(&drain);
    drain_call(&drain);
    drain_call(&drain);
    assert_near(drain_per_call_s(&drain, 120, 2), (600 + 240) / 5., 1e-12);
}

static void per_call__forgets_by_the_time_that_people_waited(void **state) {
    struct drain drain = {600, 3};
    (void)state;
    drain_wait(&drain, 900, 900);
    assert_near(drain.waited_s, 600 * .36787944117144233 + 900, 1e-9);
    assert_near(drain.calls, 3 * .36787944117144233, 1e-12);
}

static void a_line_nobody_waits_in__neither_waits_nor_forgets(void **state) {
    struct past past = {0};
    (void)state;
    past_advance(&past, T0, false);
    past_advance(&past, T0 + 60000, true);
    assert_near(past.drain_60.waited_s, 60, 1e-9);
    past_advance(&past, T0 + 7200000, false);
    assert_near(past.drain_60.waited_s, 60, 1e-9);
}

static void a_silent_night__is_an_hour_and_a_step_back_nothing(void **state) {
    struct past past = {0};
    (void)state;
    past_advance(&past, T0, true);
    past_advance(&past, T0 + 50000000, true);
    assert_near(past.drain_day.waited_s, 3600, 1e-9);
    past_advance(&past, T0, true);
    assert_near(past.drain_day.waited_s, 3600, 1e-9);
}

static void a_call_at_once__tells_nothing_of_the_pace(void **state) {
    struct past past = {0};
    (void)state;
    past_call(&past, T0, T0 - 1000, 1);
    assert_near(past.drain_15.calls, 0, 0);
    past_call(&past, T0, T0 - 1001, 1.001);
    assert_near(past.drain_15.calls, 1, 0);
    assert_near(past_per_call_s(&past), 3 * 120. / 4, 1e-12);
}

static void waits__are_remembered_as_last_last_four_and_usual(void **state) {
    struct past past = {0};
    (void)state;
    past_call(&past, T0, T0 - 100000, 100);
    assert_near(past.last_four_wait_s, 100, 1e-12);
    past_call(&past, T0, T0 - 500000, 500);
    assert_near(past.last_wait_s, 500, 1e-12);
    assert_near(past.last_four_wait_s, .75 * 100 + .25 * 500, 1e-12);
    assert_near(past.usual_wait_s, .995 * 100 + .005 * 500, 1e-12);
}

static void today__is_of_those_who_came_in_this_half_hour(void **state) {
    struct past past = {0};
    int64_t next = (T0 / 1800000 + 1) * 1800000; // when the next half hour begins
    (void)state;
    assert_near(past_today_s(&past, T0), 300, 1e-12);
    past_call(&past, T0 + 400000, T0, 400);
    past_call(&past, T0 + 600000, T0 + 400000, 200);
    assert_near(past_today_s(&past, T0 + 700000), .9 * 400 + .1 * 200, 1e-12);
    double usual_s = .995 * 400 + .005 * 200;
    assert_near(past_today_s(&past, next), usual_s, 1e-12);
    past_call(&past, next + 1000, T0 + 900000, 101); // came in the half hour before
    assert_near(past_today_s(&past, next + 1000), .995 * usual_s + .005 * 101, 1e-12);
    past_call(&past, next + 9000, next, 9);
    assert_near(past_today_s(&past, next + 9000), 9, 1e-12);
}

static void usual_counters__are_one_at_least(void **state) {
    struct past past = {0};
    (void)state;
    past_issue(&past, 0);
    assert_near(past.usual_counters, 1, 1e-12);
    past_issue(&past, 6);
    assert_near(past.usual_counters, .98 + .12, 1e-12);
}

static void leavers__are_few_until_somebody_leaves(void **state) {
    struct leavers leavers = LEAVERS_NEW;
    (void)state;
    leavers_call(&leavers, 100);
    assert_near(leavers.waited_s, 2500, 1e-12);
    leavers_leave(&leavers, 500);
    assert_near(leavers.left, 1, 1e-12);
    assert_near(leavers.waited_s, 2500 * .999 + 500, 1e-9);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
