// clock_test.c - hall time with both clocks set by hand.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "broker/live/clock.h"
#include "broker/live/wallclock.h"

#define NOON 1800000000000LL
#define MINUTE (60 * 1000LL)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static void init_new(struct clock *c, int64_t wall_ms, int64_t mono_ms) {
    const struct clock_stored none = {0};
    clock_init(c, &none, wall_ms, mono_ms);
}

// A clock that has run for so long that no step is believed any more, at NOON and monotonic 0.
static void init_old(struct clock *c) {
    init_new(c, NOON - CLOCK_YOUNG_MS, -CLOCK_YOUNG_MS);
    assert_int_equal(clock_now(c, NOON, 0), NOON);
}

static void clock__begins_at_the_wall_clock(void **state) {
    struct clock c;
    (void)state;
    init_new(&c, NOON, 1000);
    assert_int_equal(clock_now(&c, NOON, 1000), NOON);
    assert_int_equal(clock_now(&c, NOON + 500, 1500), NOON + 500);
    assert_false(c.alarmed);
}

static void clock__does_not_begin_before_halls_did(void **state) {
    struct clock c;
    (void)state;
    init_new(&c, 5000, 1000); // a dead battery: 1970
    assert_true(c.alarmed);
    assert_int_equal(clock_now(&c, 5000, 1000), LIMIT_CLOCK_FIRST_MS);
}

static void clock__leans_by_half_a_percent_at_most(void **state) {
    struct clock c;
    (void)state;
    init_new(&c, NOON, 0);
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
    init_new(&c, NOON, 0);
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
        init_old(&c);
        assert_int_equal(clock_now(&c, NOON + jumps_ms[i], 10000), NOON + 10000);
        assert_true(c.alarmed);
        assert_int_equal(clock_now(&c, NOON + jumps_ms[i], 20000), NOON + 20000);
    }
}

static void clock__jumps_ahead_when_that_is_accepted(void **state) {
    struct clock c;
    (void)state;
    init_old(&c);
    clock_now(&c, NOON + HOUR, 1000);
    clock_accept(&c, NOON + HOUR, 1000);
    assert_false(c.alarmed);
    assert_int_equal(clock_now(&c, NOON + HOUR + 1000, 2000), NOON + HOUR + 1000);
    assert_false(c.alarmed);
}

static void clock__runs_at_half_speed_until_it_meets_an_accepted_clock_behind(void **state) {
    struct clock c;
    (void)state;
    init_old(&c);
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
        {NOON + 2 * DAY, NOON + 2 * DAY, 0},   // a weekend
        {NOON + 12 * DAY, NOON + 12 * DAY, 0}, // a long holiday
        {NOON + 20 * DAY, NOON, 1},
        {NOON - 2 * MINUTE, NOON, 0}, // never back
        {NOON - HOUR, NOON, 1},
        {NOON + 100 * DAY, NOON, 1},
        {0, NOON, 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct clock c;
        clock_init(&c, &(struct clock_stored){.at_ms = NOON}, cases[i].wall_ms, 77);
        assert_int_equal(clock_now(&c, cases[i].wall_ms, 77), cases[i].at_ms);
        assert_int_equal(c.alarmed, cases[i].alarmed);
    }
}

// What the clock must never do: be earlier than what was told before the broker ended, whenever and
// however that was, when the machine's clock went on as it was.
static void clock__goes_on_from_what_was_told_over_a_restart(void **state) {
    static const int64_t ahead_ms[] = {-4 * MINUTE, -1000,       0,       1000,
                                       4 * MINUTE,  20 * MINUTE, 3 * HOUR};
    static const int64_t after_ms[] = {0, 1, 999, 3000, 30000, 59000};
    (void)state;
    for (size_t i = 0; i < sizeof ahead_ms / sizeof ahead_ms[0]; i++)
        for (size_t k = 0; k < sizeof after_ms / sizeof after_ms[0]; k++) {
            struct clock c, again;
            init_old(&c);
            int64_t wall_ms = NOON - ahead_ms[i];
            clock_accept(&c, wall_ms, 0);
            const struct clock_stored stored = {clock_now(&c, wall_ms, 0), wall_ms,
                                                c.at_ms + CLOCK_COVER_MS, c.catching_up};
            int64_t told_ms = clock_now(&c, wall_ms + after_ms[k], after_ms[k]);
            clock_init(&again, &stored, wall_ms + after_ms[k] + 5, 0);
            assert_false(again.alarmed);
            assert_in_range(again.at_ms - told_ms, 0, 500);
            int64_t next_ms = clock_now(&again, wall_ms + after_ms[k] + 1005, 1000);
            assert_false(again.alarmed);
            assert_in_range(next_ms - told_ms, 400, 2000);
        }
}

static void clock__covers_what_was_told_when_a_restart_does_not_believe_the_machine(void **state) {
    static const int64_t walls_ms[] = {0, NOON - DAY, NOON - 6 * MINUTE, NOON + 20 * DAY};
    (void)state;
    for (size_t i = 0; i < sizeof walls_ms / sizeof walls_ms[0]; i++) {
        struct clock c;
        clock_init(&c, &(struct clock_stored){NOON, NOON, NOON + CLOCK_COVER_MS, false},
                   walls_ms[i], 0);
        assert_true(c.alarmed);
        assert_int_equal(c.at_ms, NOON + CLOCK_COVER_MS);
    }
}

static void clock__alarms_anew_when_an_accepted_clock_steps_further_back(void **state) {
    struct clock c;
    (void)state;
    init_old(&c);
    clock_accept(&c, NOON - HOUR, 0);
    clock_now(&c, NOON - HOUR + 1000, 1000);
    assert_false(c.alarmed);
    clock_now(&c, NOON - 3 * HOUR, 2000);
    assert_true(c.alarmed);
}

// A box without a clock chip begins with the time it was switched off.
static void clock__believes_a_step_forward_shortly_after_a_start(void **state) {
    struct clock c;
    (void)state;
    clock_init(&c, &(struct clock_stored){.at_ms = NOON, .wall_ms = NOON}, NOON, 0);
    clock_now(&c, NOON + MINUTE, MINUTE);
    assert_int_equal(clock_now(&c, NOON + 14 * HOUR, 2 * MINUTE), NOON + 14 * HOUR);
    assert_false(c.alarmed);
    // but not as far as no start would be believed, nor back, nor later
    clock_init(&c, &(struct clock_stored){.at_ms = NOON, .wall_ms = NOON}, NOON, 0);
    assert_int_equal(clock_now(&c, NOON + 20 * DAY, MINUTE), NOON + MINUTE);
    assert_true(c.alarmed);
    clock_init(&c, &(struct clock_stored){.at_ms = NOON, .wall_ms = NOON}, NOON, 0);
    clock_now(&c, NOON - HOUR, MINUTE);
    assert_true(c.alarmed);
    init_old(&c);
    clock_now(&c, NOON + 14 * HOUR, MINUTE);
    assert_true(c.alarmed);
}

static void clock__of_a_new_store_is_set_from_1970_to_now(void **state) {
    struct clock c;
    (void)state;
    init_new(&c, 5000, 0);
    assert_true(c.alarmed);
    assert_int_equal(clock_now(&c, NOON, 10000), NOON);
    assert_false(c.alarmed);
}

static void clock__is_believed_again_when_it_agrees_again(void **state) {
    struct clock c;
    (void)state;
    init_old(&c);
    clock_now(&c, NOON + HOUR, 1000);
    assert_true(c.alarmed);
    assert_int_equal(clock_now(&c, NOON + 2000, 2000), NOON + 2000);
    assert_false(c.alarmed);
}

static void clock__does_not_believe_what_no_clock_can_say(void **state) {
    static const int64_t walls_ms[] = {0, LIMIT_CLOCK_FIRST_MS - 1, LIMIT_CLOCK_LAST_MS,
                                       253402300799000LL};
    (void)state;
    for (size_t i = 0; i < sizeof walls_ms / sizeof walls_ms[0]; i++) {
        struct clock c;
        init_new(&c, walls_ms[i], 0);
        assert_true(c.alarmed);
        assert_int_equal(c.at_ms, LIMIT_CLOCK_FIRST_MS);
        init_old(&c);
        clock_now(&c, walls_ms[i], 1);
        assert_true(c.alarmed);
    }
}

static void clock__goes_back_by_command_alone(void **state) {
    struct clock c;
    (void)state;
    init_old(&c);
    clock_now(&c, NOON - 20 * DAY, 1000);
    clock_set_back(&c, NOON - 20 * DAY, NOON - 20 * DAY, 1000);
    assert_int_equal(clock_now(&c, NOON - 20 * DAY + 1000, 2000), NOON - 20 * DAY + 1000);
    assert_false(c.alarmed);
}

static void clock__stands_when_the_monotonic_clock_does(void **state) {
    struct clock c;
    (void)state;
    init_new(&c, NOON, 1000);
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
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
