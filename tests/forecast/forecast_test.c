// forecast_test.c - what a new hall says, that it learns, and from what it does not.
#include "broker/forecast/forecast.h"
#include "tests/forecast/near.h"

#include <setjmp.h> // before cmocka
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void inputs(double pace_60_s, double queue_s, double ret[INPUTS]) {
    memset(ret, 0, INPUTS * sizeof ret[0]);
    ret[INPUT_MINUTE] = 60;
    ret[INPUT_PACE_60] = pace_60_s;
    ret[INPUT_QUEUE] = queue_s;
    ret[INPUT_HEAD] = 77;
}

static void give(const struct forecast *forecast, const double inputs_s[INPUTS], bool at_once,
                 struct forecast_given *ret) {
    struct forecast_asked asked = {
        .inputs_s = inputs_s, .twin_s = -1, .clock_s = 36000, .ahead = 4, .at_once = at_once};
    forecast_give(forecast, &asked, ret);
}

static void a_new_hall__goes_by_theory(void **state) {
    struct forecast forecast;
    struct forecast_spreads spreads;
    struct forecast_given given;
    double inputs_s[INPUTS];
    (void)state;
    forecast_init(&forecast, &spreads, 60);
    inputs(900, 500, inputs_s);
    give(&forecast, inputs_s, false, &given);
    assert_near(given.said.forecast_s, 500, 1e-9); // the queue: no work is known
    assert_near(given.learnt_s, 900, 1e-9);        // the pace of the hour
    assert_near(given.said.shadow_s[SHADOW_QUEUE], 500, 0);
    assert_near(given.said.shadow_s[SHADOW_HEAD], 77, 0);
    assert_true(given.said.lower_s < 500 && given.said.upper_s > 500);
}

static void a_free_counter__is_no_wait_and_no_lesson(void **state) {
    struct forecast forecast;
    struct forecast_spreads spreads;
    struct forecast_given given;
    double inputs_s[INPUTS];
    (void)state;
    forecast_init(&forecast, &spreads, 60);
    struct rls before = forecast.blend;
    struct forecast_spreads spreads_before = spreads;
    inputs(900, 500, inputs_s);
    give(&forecast, inputs_s, true, &given);
    assert_near(given.said.forecast_s, 0, 0);
    assert_near(given.said.shadow_s[SHADOW_QUEUE], 0, 0);
    forecast_learn(&forecast, &given, 5);
    assert_memory_equal(&before, &forecast.blend, sizeof before);
    assert_memory_equal(&spreads_before, &spreads, sizeof spreads);
}

static void a_hall_where_the_queue_tells_the_wait__learns_that(void **state) {
    struct forecast forecast;
    struct forecast_spreads spreads;
    struct forecast_given given;
    double inputs_s[INPUTS];
    (void)state;
    forecast_init(&forecast, &spreads, 60);
    for (uint32_t i = 0; i < 3000; i++) {
        double queue_s = 60. * (1 + i % 13);
        inputs(60. * (1 + i % 7), queue_s, inputs_s);
        give(&forecast, inputs_s, false, &given);
        forecast_learn(&forecast, &given, .7 * queue_s);
    }
    inputs(300, 1000, inputs_s);
    give(&forecast, inputs_s, false, &given);
    assert_near(given.said.forecast_s, 700, 10);
}

static void after_200_waits__what_is_learnt_is_told(void **state) {
    struct forecast forecast;
    struct forecast_spreads spreads;
    struct forecast_given given;
    double inputs_s[INPUTS];
    (void)state;
    forecast_init(&forecast, &spreads, 60);
    inputs(900, 500, inputs_s);
    for (uint32_t i = 0; i < 200; i++) {
        give(&forecast, inputs_s, false, &given);
        assert_near(given.said.forecast_s, 500, 1e-9);
        forecast_learn(&forecast, &given, 1200);
    }
    give(&forecast, inputs_s, false, &given);
    assert_near(given.said.forecast_s, given.learnt_s, 0);
    assert_near(given.said.forecast_s, 1200, 60);
}

static void who_was_called_at_once__teaches_nothing(void **state) {
    struct forecast forecast;
    struct forecast_spreads spreads;
    struct forecast_given given;
    double inputs_s[INPUTS];
    (void)state;
    forecast_init(&forecast, &spreads, 60);
    struct forecast before = forecast;
    struct forecast_spreads spreads_before = spreads;
    inputs(900, 500, inputs_s);
    give(&forecast, inputs_s, false, &given);
    forecast_learn(&forecast, &given, 1);
    assert_memory_equal(&before, &forecast, sizeof before);
    assert_memory_equal(&spreads_before, &spreads, sizeof spreads);
    forecast_learn(&forecast, &given, 1.1);
    assert_int_equal(forecast.learnt, 1);
}

static void where_skill_is_lost__the_shadow_is_told(void **state) {
    struct forecast forecast;
    struct forecast_spreads spreads;
    struct forecast_given given;
    double inputs_s[INPUTS];
    (void)state;
    forecast_init(&forecast, &spreads, 60);
    forecast.learnt = 1000;
    inputs(900, 500, inputs_s);
    struct forecast_asked asked = {
        .inputs_s = inputs_s, .twin_s = -1, .fallen_to = SHADOW_HEAD + 1};
    forecast_give(&forecast, &asked, &given);
    assert_near(given.said.forecast_s, 77, 0);
    assert_near(given.learnt_s, 900, 1e-9);
    assert_true(given.said.lower_s < 77 && given.said.upper_s > 77 && given.said.upper_s < 500);
}

static void forecasts__stay_between_nothing_and_five_hours(void **state) {
    struct forecast forecast;
    struct forecast_spreads spreads;
    struct forecast_given given;
    double inputs_s[INPUTS];
    (void)state;
    forecast_init(&forecast, &spreads, 60);
    forecast.learnt = 1000;
    forecast.blend.weights[INPUT_QUEUE] = 1000;
    inputs(900, 500, inputs_s);
    give(&forecast, inputs_s, false, &given);
    assert_near(given.blend_s, INPUT_LONGEST_S, 0);
    forecast.blend.weights[INPUT_QUEUE] = -1000;
    give(&forecast, inputs_s, false, &given);
    assert_near(given.blend_s, 0, 0);
    assert_true(given.said.forecast_s >= 0 && given.said.forecast_s < 60); // half of what wide may
}

// Estimates and waits of any size, in any order: what is told stays a number, and a range around nothing but sense.
static void wild_days__never_make_it_say_nonsense(void **state) {
    static const double sizes_s[] = {0, 1e-9, 1, 59, 600, 17999, 18000, 86400};
    struct forecast forecast;
    struct forecast_spreads spreads;
    uint64_t dice = 11;
    (void)state;
    forecast_init(&forecast, &spreads, 30);
    for (uint32_t i = 0; i < 30000; i++) {
        struct forecast_given given;
        double inputs_s[INPUTS];
        for (uint32_t j = 0; j <= INPUTS; j++) {
            dice = dice * 6364136223846793005u + 1442695040888963407u;
            double size_s =
                sizes_s[dice >> 61] * (i % 1000 < 500 ? 1 : (double)(dice >> 40) / 16777216);
            if (j < INPUTS) {
                inputs_s[j] = size_s;
                continue;
            }
            struct forecast_asked asked = {.inputs_s = inputs_s,
                                           .twin_s = i % 3 ? size_s : -1,
                                           .clock_s = i % 86400,
                                           .ahead = i % 50,
                                           .fallen_to = i % 7 == 0 ? 1 + i % 2 : 0};
            forecast_give(&forecast, &asked, &given);
            forecast_learn(&forecast, &given, size_s);
        }
        assert_true(given.said.forecast_s >= 0 && given.said.forecast_s <= 86400);
        assert_true(given.learnt_s >= 0 && given.learnt_s <= 2 * INPUT_LONGEST_S + 30);
        assert_true(given.said.lower_s >= 0 && given.said.lower_s <= given.said.upper_s);
        assert_true(isfinite(given.said.upper_s));
    }
}

static void the_same_calls__teach_the_same_bits(void **state) {
    struct forecast first, second;
    struct forecast_spreads of_first, of_second;
    (void)state;
    forecast_init(&first, &of_first, 60);
    forecast_init(&second, &of_second, 60);
    for (uint32_t i = 0; i < 500; i++) {
        struct forecast_given given;
        double inputs_s[INPUTS];
        inputs(37. * (i % 17), 41. * (i % 19), inputs_s);
        give(&first, inputs_s, i % 9 == 0, &given);
        forecast_learn(&first, &given, 29. * (i % 23));
        struct forecast_given again;
        give(&second, inputs_s, i % 9 == 0, &again);
        assert_memory_equal(&given, &again, sizeof given);
        forecast_learn(&second, &again, 29. * (i % 23));
    }
    second.blend.spread = first.blend.spread; // each has its own
    second.wide.spread = first.wide.spread;
    assert_memory_equal(&first, &second, sizeof first);
    assert_memory_equal(&of_first, &of_second, sizeof of_first);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
