#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "bench/sim/duty.h"

#define HOUR_S 3600.0

// Open 8:00-10:00, closed till 12:00, open again with a break 13:00-13:45.
static struct day_shift shifts[] = {
    {1, 8 * HOUR_S, 10 * HOUR_S},
    {1, 12 * HOUR_S, 13 * HOUR_S},
    {1, 13.75 * HOUR_S, 17 * HOUR_S},
};
static const struct day day = {.shifts = shifts, .shift_count = 3};
static const struct duty planned = {.day = &day, .shift_first = 0, .shift_end = 3};

static void the_plan__has_breaks_and_hours_without_a_clerk(void **state) {
    (void)state;
    assert_int_equal(duty_at(&planned, 7 * HOUR_S), DUTY_SOON); // before the first shift
    assert_int_equal(duty_at(&planned, 8 * HOUR_S - DUTY_EARLY_S - 1), DUTY_AWAY);
    assert_int_equal(duty_at(&planned, 8 * HOUR_S), DUTY_OPEN);
    assert_int_equal(duty_at(&planned, 10 * HOUR_S), DUTY_AWAY);
    assert_int_equal(duty_at(&planned, 12 * HOUR_S - DUTY_PREPARE_S - 1), DUTY_AWAY);
    assert_int_equal(duty_at(&planned, 12 * HOUR_S - DUTY_PREPARE_S), DUTY_SOON);
    assert_int_equal(duty_at(&planned, 13 * HOUR_S), DUTY_BREAK);
    assert_int_equal(duty_at(&planned, 13.75 * HOUR_S - 1), DUTY_BREAK);
    assert_int_equal(duty_at(&planned, 13.75 * HOUR_S), DUTY_OPEN);
    assert_int_equal(duty_at(&planned, 17 * HOUR_S), DUTY_AWAY);
}

static void a_spare_person__opens_a_closed_counter_after_the_fetching(void **state) {
    struct duty d = planned;
    (void)state;
    assert_true(duty_extra_begin(&d, 10.5 * HOUR_S));
    assert_int_equal(duty_at(&d, 10.5 * HOUR_S), DUTY_SOON);
    assert_int_equal(duty_at(&d, 10.5 * HOUR_S + DUTY_FETCH_S), DUTY_OPEN);
    assert_true(duty_takes_spare(&d, 11 * HOUR_S));
    assert_false(duty_extra_begin(&d, 11 * HOUR_S)); // once is enough
    duty_extra_end(&d, 11 * HOUR_S);
    assert_int_equal(duty_at(&d, 11 * HOUR_S), DUTY_AWAY);
    assert_false(duty_takes_spare(&d, 11 * HOUR_S));
    assert_int_equal(duty_at(&d, 13.5 * HOUR_S), DUTY_BREAK); // nobody owes anybody a break
    assert_int_equal(duty_at(&d, 14 * HOUR_S), DUTY_OPEN);
}

static void a_spare_person__is_free_again_when_the_clerk_is_back(void **state) {
    struct duty d = planned;
    (void)state;
    assert_true(duty_extra_begin(&d, 10.5 * HOUR_S));
    assert_false(duty_takes_spare(&d, 12 * HOUR_S));
    duty_extra_end(&d, 12.5 * HOUR_S);
    assert_int_equal(duty_at(&d, 12.5 * HOUR_S), DUTY_OPEN);
}

static void a_counter_open_anyway__needs_nobody(void **state) {
    struct duty d = planned;
    (void)state;
    assert_false(duty_extra_begin(&d, 9 * HOUR_S));
    assert_false(duty_extra_begin(&d, 12 * HOUR_S - 60)); // about to open
    duty_extra_end(&d, 9 * HOUR_S);
    assert_int_equal(duty_at(&d, 9 * HOUR_S), DUTY_OPEN);
}

static void a_break_cut_short__is_taken_later(void **state) {
    struct duty d = planned;
    double from_s = 13.25 * HOUR_S, end_s = 14.5 * HOUR_S;
    double owed_s = 13.75 * HOUR_S - (from_s + DUTY_FETCH_S); // the fetching was still rest
    (void)state;
    assert_true(duty_extra_begin(&d, from_s));
    assert_int_equal(duty_at(&d, from_s), DUTY_BREAK);
    assert_int_equal(duty_at(&d, from_s + DUTY_FETCH_S), DUTY_OPEN);
    assert_false(duty_takes_spare(&d, 13.5 * HOUR_S));
    assert_int_equal(duty_at(&d, end_s), DUTY_OPEN);
    duty_extra_end(&d, end_s);
    assert_int_equal(duty_at(&d, end_s), DUTY_BREAK);
    assert_int_equal(duty_at(&d, end_s + owed_s - 1), DUTY_BREAK);
    assert_int_equal(duty_at(&d, end_s + owed_s), DUTY_OPEN);
}

static void a_break_given_back_in_time__ends_later_by_what_was_worked(void **state) {
    struct duty d = planned;
    double from_s = 13 * HOUR_S, end_s = from_s + DUTY_FETCH_S + 600;
    (void)state;
    assert_true(duty_extra_begin(&d, from_s));
    duty_extra_end(&d, end_s);
    assert_int_equal(duty_at(&d, end_s), DUTY_BREAK);
    assert_int_equal(duty_at(&d, 13.75 * HOUR_S + 599), DUTY_BREAK);
    assert_int_equal(duty_at(&d, 13.75 * HOUR_S + 600), DUTY_OPEN);
    // Cut once more, it is still owed.
    assert_true(duty_extra_begin(&d, 13.75 * HOUR_S));
    duty_extra_end(&d, 15 * HOUR_S);
    assert_int_equal(duty_at(&d, 15 * HOUR_S + 599), DUTY_BREAK);
    assert_int_equal(duty_at(&d, 15 * HOUR_S + 600), DUTY_OPEN);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
