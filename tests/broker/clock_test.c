// clock_test.c - hall time with both clocks set by hand.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "broker/clock.h"
#include "broker/wallclock.h"

#define NOON 1800000000000LL
#define MINUTE (60 * 1000LL)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static void clock__begins_at_the_wall_clock(void **state) {
    struct clock c;
    (void)state;
    clock_init(&c, 0, NOON, 1000);
    assert_int_equal(clock_now(&c, NOON, 1000), NOON);
    assert_int_equal(clock_now(&c, NOON + 500, 1500), NOON + 500);
    assert_false(c.alarmed);
}

static void clock__does_not_begin_before_halls_did(void **state) {
    struct clock c;
    (void)state;
    clock_init(&c, 0, 5000, 1000); // a dead battery: 1970
    assert_true(c.alarmed);
    assert_int_equal(clock_now(&c, 5000, 1000), CLOCK_FIRST_MS);
}

static void clock__leans_by_half_a_percent_at_most(void **state) {
    struct clock c;
    (void)state;
    clock_init(&c, 0, NOON, 0);
    // the wall clock jumps two minutes ahead; in 100 s hall time leans by half a second
    int64_t at_ms = 0;
    for (int64_t mono_ms = 1; mono_ms <= 100000; mono_ms++)
        at_ms = clock_now(&c, NOON + mono_ms + 2 * MINUTE, mono_ms);
    assert_int_equal(at_ms, NOON + 100000 + 500);
    assert_false(c.alarmed);
    // and back again, without going back
    for (int64_t mono_ms = 100001; mono_ms <= 200000; mono_ms++) {
        int64_t next_ms = clock_now(&c, NOON + mono_ms - 2 * MINUTE, mono_ms);
        assert_true(next_ms >= at_ms);
        at_ms = next_ms;
    }
    assert_int_equal(at_ms, NOON + 200000);
}

static void clock__meets_the_wall_clock_and_stays(void **state) {
    struct clock c;
    (void)state;
    clock_init(&c, 0, NOON, 0);
    int64_t at_ms = 0;
    for (int64_t mono_ms = 0; mono_ms <= HOUR; mono_ms += 100)
        at_ms = clock_now(&c, NOON + mono_ms + 7000, mono_ms);
    assert_int_equal(at_ms, NOON + HOUR + 7000);
}

static void clock__goes_on_alone_when_the_wall_clock_jumps(void **state) {
    static const int64_t jumps_ms[] = {6 * MINUTE, -6 * MINUTE, 3650 * DAY, -3650 * DAY};
    (void)state;
    for (size_t i = 0; i < sizeof jumps_ms / sizeof jumps_ms[0]; i++) {
        struct clock c;
        clock_init(&c, 0, NOON, 0);
        assert_int_equal(clock_now(&c, NOON + jumps_ms[i], 10000), NOON + 10000);
        assert_true(c.alarmed);
        assert_int_equal(clock_now(&c, NOON + jumps_ms[i], 20000), NOON + 20000);
    }
}

static void clock__jumps_ahead_when_that_is_accepted(void **state) {
    struct clock c;
    (void)state;
    clock_init(&c, 0, NOON, 0);
    clock_now(&c, NOON + HOUR, 1000);
    clock_accept(&c, NOON + HOUR, 1000);
    assert_false(c.alarmed);
    assert_int_equal(clock_now(&c, NOON + HOUR + 1000, 2000), NOON + HOUR + 1000);
    assert_false(c.alarmed);
}

static void clock__runs_at_half_speed_until_it_meets_an_accepted_clock_behind(void **state) {
    struct clock c;
    (void)state;
    clock_init(&c, 0, NOON, 0);
    clock_now(&c, NOON - HOUR, 0);
    clock_accept(&c, NOON - HOUR, 0);
    assert_int_equal(clock_now(&c, NOON - HOUR + 10000, 10000), NOON + 5000);
    assert_false(c.alarmed);
    int64_t at_ms = 0;
    for (int64_t mono_ms = 10000; mono_ms <= 3 * HOUR; mono_ms += 1000)
        at_ms = clock_now(&c, NOON - HOUR + mono_ms, mono_ms);
    assert_int_equal(at_ms, NOON + 2 * HOUR);
    assert_false(c.catching_up);
}

static void clock__believes_the_wall_clock_across_a_restart_within_bounds(void **state) {
    static const struct {
        int64_t wall_ms, at_ms;
        int alarmed;
    } cases[] = {
        {NOON + 2 * DAY, NOON + 2 * DAY, 0}, // a weekend
        {NOON - 2 * MINUTE, NOON, 0},        // never back
        {NOON - HOUR, NOON, 1},
        {NOON + 100 * DAY, NOON, 1},
        {0, NOON, 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct clock c;
        clock_init(&c, NOON, cases[i].wall_ms, 77);
        assert_int_equal(clock_now(&c, cases[i].wall_ms, 77), cases[i].at_ms);
        assert_int_equal(c.alarmed, cases[i].alarmed);
    }
}

static void clock__stands_when_the_monotonic_clock_does(void **state) {
    struct clock c;
    (void)state;
    clock_init(&c, 0, NOON, 1000);
    assert_int_equal(clock_now(&c, NOON + 1000, 1000), NOON);
    assert_int_equal(clock_now(&c, NOON + 1000, 900), NOON);
}

static void wallclock__reads_a_time_with_its_zone(void **state) {
    (void)state;
    assert_int_equal(wallclock_parse("2025-03-03T11:40:00+08:00"), 1740973200000LL);
    assert_int_equal(wallclock_parse("2025-03-03T03:40:00Z"), 1740973200000LL);
    assert_int_equal(wallclock_parse("2025-03-03T03:40:00"), 0);
    assert_int_equal(wallclock_parse("tomorrow"), 0);
    assert_int_equal(wallclock_parse("2025-03-03T03:40:00Zx"), 0);
}

static void wallclock__plays_time_from_a_start_but_not_before_what_was_stored(void **state) {
    struct wallclock w;
    (void)state;
    wallclock_init(&w, 60, NOON, 0);
    int64_t wall_ms = wallclock_wall_ms(&w);
    assert_in_range(wall_ms - NOON, 0, 10 * MINUTE);
    assert_int_equal(wallclock_real_ms(&w, 60000), 1000);
    assert_int_equal(wallclock_real_ms(&w, 1), 1);
    wallclock_init(&w, 60, NOON, NOON + HOUR);
    assert_in_range(wallclock_wall_ms(&w) - NOON, HOUR, HOUR + 10 * MINUTE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clock__begins_at_the_wall_clock),
        cmocka_unit_test(clock__does_not_begin_before_halls_did),
        cmocka_unit_test(clock__leans_by_half_a_percent_at_most),
        cmocka_unit_test(clock__meets_the_wall_clock_and_stays),
        cmocka_unit_test(clock__goes_on_alone_when_the_wall_clock_jumps),
        cmocka_unit_test(clock__jumps_ahead_when_that_is_accepted),
        cmocka_unit_test(clock__runs_at_half_speed_until_it_meets_an_accepted_clock_behind),
        cmocka_unit_test(clock__believes_the_wall_clock_across_a_restart_within_bounds),
        cmocka_unit_test(clock__stands_when_the_monotonic_clock_does),
        cmocka_unit_test(wallclock__reads_a_time_with_its_zone),
        cmocka_unit_test(wallclock__plays_time_from_a_start_but_not_before_what_was_stored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
