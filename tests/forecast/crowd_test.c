// crowd_test.c - when a line is called crowded, and that noise does not make it flap.
#include "broker/forecast/crowd.h"
#include "tests/forecast/near.h"

#include <setjmp.h> // before cmocka
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define MINUTE_S 60.
#define MINUTE_MS 60000
#define T0 1700000000000

static const struct crowd_limits limits = CROWD_LIMITS;

static enum crowd_level see(struct crowd *crowd, double forecast_min, double upper_min,
                            double longest_min, int64_t at_min) {
    struct crowd_seen seen = {.forecast_s = forecast_min * MINUTE_S,
                              .upper_s = upper_min * MINUTE_S,
                              .longest_s = longest_min * MINUTE_S};
    return crowd_see(crowd, &limits, &seen, T0 + at_min * MINUTE_MS);
}

static void levels__rise_with_what_is_seen(void **state) {
    struct crowd crowd = {0};
    (void)state;
    assert_int_equal(see(&crowd, 12, 19.9, 5, 0), CROWD_CALM);
    assert_int_equal(see(&crowd, 14, 20, 6, 1), CROWD_AMBER);
    assert_int_equal(see(&crowd, 20, 27, 8, 2), CROWD_RED);
    assert_int_equal(see(&crowd, 22, 29, 20, 3), CROWD_BREACH);
    assert_int_equal(crowd.since_ms[CROWD_AMBER], T0 + 1 * MINUTE_MS);
    assert_int_equal(crowd.since_ms[CROWD_RED], T0 + 2 * MINUTE_MS);
    assert_int_equal(crowd.since_ms[CROWD_BREACH], T0 + 3 * MINUTE_MS);
}

static void who_waits_already__can_turn_it_red(void **state) {
    struct crowd crowd = {0};
    struct crowd_seen seen = {
        .forecast_s = 300, .upper_s = 600, .longest_s = 900, .longest_forecast_s = 1200};
    (void)state;
    assert_int_equal(crowd_see(&crowd, &limits, &seen, T0), CROWD_RED);
}

static void a_level__ends_after_five_calm_minutes(void **state) {
    struct crowd crowd = {0};
    (void)state;
    see(&crowd, 21, 28, 5, 0);
    assert_int_equal(see(&crowd, 16, 18, 5, 1), CROWD_RED); // between the lines
    assert_int_equal(see(&crowd, 10, 14, 5, 2), CROWD_RED);
    assert_int_equal(see(&crowd, 10, 14, 5, 6), CROWD_RED);
    assert_int_equal(see(&crowd, 15, 16, 5, 7), CROWD_RED); // not calm: the minutes begin anew
    assert_int_equal(see(&crowd, 10, 14, 5, 8), CROWD_RED);
    assert_int_equal(see(&crowd, 10, 16, 5, 13), CROWD_AMBER);
    assert_int_equal(see(&crowd, 10, 14, 5, 20), CROWD_AMBER);
    assert_int_equal(see(&crowd, 10, 14, 5, 25), CROWD_CALM);
}

static void a_breach__ends_when_nobody_waits_too_long(void **state) {
    struct crowd crowd = {0};
    (void)state;
    assert_int_equal(see(&crowd, 5, 10, 20, 0), CROWD_BREACH);
    assert_int_equal(see(&crowd, 5, 10, 4, 1), CROWD_RED);
    assert_int_equal(see(&crowd, 5, 10, 4, 6), CROWD_CALM);
}

static void red__comes_a_minute_before_a_breach_that_no_forecast_told(void **state) {
    struct crowd crowd = {0};
    (void)state;
    assert_int_equal(see(&crowd, 2, 6, 18.9, 0), CROWD_CALM);
    assert_int_equal(see(&crowd, 2, 6, 19, 1), CROWD_RED);
    assert_int_equal(see(&crowd, 2, 6, 0, 2), CROWD_RED);
    assert_int_equal(see(&crowd, 2, 6, 0, 7), CROWD_CALM);
}

static void a_short_limit__is_near_in_its_last_quarter(void **state) {
    const struct crowd_limits short_limits = {.long_s = 60, .calm_s = 30, .calm_for_s = 60};
    struct crowd crowd = {0};
    struct crowd_seen seen = {.longest_s = 0};
    (void)state;
    assert_int_equal(crowd_see(&crowd, &short_limits, &seen, T0), CROWD_CALM);
    seen.longest_s = 44;
    assert_int_equal(crowd_see(&crowd, &short_limits, &seen, T0), CROWD_CALM);
    seen.longest_s = 45;
    assert_int_equal(crowd_see(&crowd, &short_limits, &seen, T0), CROWD_RED);
}

static void a_clock_stepped_back__begins_the_calm_anew(void **state) {
    struct crowd crowd = {0};
    (void)state;
    see(&crowd, 21, 28, 5, 0);
    see(&crowd, 10, 12, 5, 10);
    assert_int_equal(see(&crowd, 10, 12, 5, -600), CROWD_RED);
    assert_int_equal(see(&crowd, 10, 12, 5, -596), CROWD_RED);
    assert_int_equal(see(&crowd, 10, 12, 5, -595), CROWD_CALM);
}

static void noise_at_a_threshold__raises_once(void **state) {
    struct crowd crowd = {0};
    uint64_t dice = 9;
    uint32_t changes = 0;
    enum crowd_level level = CROWD_CALM;
    (void)state;
    for (uint32_t i = 0; i < 10000; i++) {
        dice = dice * 6364136223846793005u + 1442695040888963407u;
        double noise_min = 4 * ((double)(dice >> 33) / 2147483648. - .5);
        struct crowd_seen seen = {.forecast_s = (19 + noise_min) * MINUTE_S};
        enum crowd_level now = crowd_see(&crowd, &limits, &seen, T0 + i * 15000);
        changes += now != level;
        level = now;
    }
    assert_int_equal(changes, 1);
    assert_int_equal(level, CROWD_RED);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
