// advise_test.c - how many counters, against the worked examples and against chance.
#include "broker/forecast/advise.h"
#include "tests/forecast/near.h"

#include <setjmp.h> // before cmocka
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#define MINUTE_S 60.

static const struct {
    double waiting, arrivals_min, service_min, horizon_min;
    uint32_t mean, safe;
    double wait_below_min, wait_min;
} rows[] = {{30, 1.2, 6, 30, 9, 10, 20.2, 14.7}, {40, 1.0, 8, 30, 12, 14, 21.6, 17.3},
            {15, .8, 7, 20, 6, 8, 24.8, 17.3},   {60, 1.5, 6, 45, 12, 14, 25.1, 19.2},
            {12, .5, 9, 30, 6, 7, 20.4, 12.0},   {80, 2.0, 5, 60, 13, 14, 23.8, 17.3}};

static struct advise_line line_of(uint32_t row) {
    return (struct advise_line){.waiting = rows[row].waiting,
                                .arrivals_per_s = rows[row].arrivals_min / MINUTE_S,
                                .service_s = rows[row].service_min * MINUTE_S,
                                .spread = 1,
                                .target_s = 20 * MINUTE_S,
                                .horizon_s = rows[row].horizon_min * MINUTE_S};
}

static void counters__are_those_of_the_examples(void **state) {
    (void)state;
    for (uint32_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct advise_line line = line_of(i);
        assert_int_equal(advise_mean_counters(&line), rows[i].mean);
        assert_int_equal(advise_safe_counters(&line), rows[i].safe);
        assert_near(advise_wait_s(&line, rows[i].mean - 1) / MINUTE_S, rows[i].wait_below_min,
                    .0501);
        assert_near(advise_wait_s(&line, rows[i].mean) / MINUTE_S, rows[i].wait_min, .0501);
    }
}

static double drawn(uint64_t *dice, double mean) {
    *dice = *dice * 6364136223846793005u + 1442695040888963407u;
    return -mean * log(((double)(*dice >> 11) + .5) / 9007199254740992.);
}

// One queue, many servers, exponential: the wait of who comes at the horizon.
static double wait_by_chance(const struct advise_line *line, uint32_t counters, uint64_t *dice) {
    double free_s[64] = {0}, now_s = 0;
    for (uint32_t i = 0; i < counters; i++)
        free_s[i] = drawn(dice, line->service_s);
    uint32_t queued = (uint32_t)line->waiting;
    for (;;) {
        if (queued)
            queued--;
        else
            now_s += drawn(dice, 1 / line->arrivals_per_s);
        bool asked = now_s >= line->horizon_s;
        double came_s = asked ? line->horizon_s : now_s;
        uint32_t first = 0;
        for (uint32_t i = 1; i < counters; i++)
            if (free_s[i] < free_s[first])
                first = i;
        double called_s = fmax(free_s[first], came_s);
        if (asked)
            return called_s - came_s;
        free_s[first] = called_s + drawn(dice, line->service_s);
    }
}

static void with_the_safe_number__one_in_ten_waits_longer_at_most(void **state) {
    uint64_t dice = 4;
    (void)state;
    for (uint32_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct advise_line line = line_of(i);
        uint32_t over_safe = 0, over_mean = 0, runs = 4000;
        double sum_s = 0;
        for (uint32_t run = 0; run < runs; run++) {
            double wait_s = wait_by_chance(&line, rows[i].mean, &dice);
            sum_s += wait_s;
            over_mean += wait_s > line.target_s;
            over_safe += wait_by_chance(&line, rows[i].safe, &dice) > line.target_s;
        }
        assert_true(over_safe <= runs / 10);
        assert_true(over_mean > runs / 10); // which is why the mean is not what is advised
        assert_near(sum_s / runs, advise_wait_s(&line, rows[i].mean), .9 * MINUTE_S);
    }
}

static void arrivals__are_held_to_the_usual(void **state) {
    (void)state;
    assert_near(advise_arrivals_per_s(60, 1800, 1 / 60.), (60 + 10) / 2400., 1e-12);
    assert_near(advise_arrivals_per_s(0, 1800, 0), 0, 0);
}

static void who_is_too_many__is_told_to_go_elsewhere(void **state) {
    struct advise_line line = line_of(0); // 30 + 1 + 36 come; 8 counters serve 8 * 50 / 6 in time
    (void)state;
    assert_int_equal(advise_divert(&line, 8), 1);
    assert_int_equal(advise_divert(&line, 6), 17);
    assert_int_equal(advise_divert(&line, 9), 0);
}

static void later__theory_says_how_many(void **state) {
    struct advise_line line = {.arrivals_per_s = 1 / 60., .service_s = 480, .target_s = 1200};
    (void)state;
    // 8 are busy; 9 leave 5.36 % over 20 minutes, 10 leave .28 %.
    assert_int_equal(advise_steady_counters(&line), 10);
    line.service_s = 60; // one is busy, one and a half at least
    assert_int_equal(advise_steady_counters(&line), 2);
}

static void what_is_left_of_the_day__serves_so_many(void **state) {
    struct advise_line line = {.service_s = 360};
    (void)state;
    assert_int_equal(advise_served(&line, 4, 1800), 20);
    assert_int_equal(advise_served(&line, 4, -5), 0);
}

static void no_line__needs_more_than_there_can_be(void **state) {
    struct advise_line line = {.waiting = 1e9, .service_s = 600, .target_s = 60, .horizon_s = 60};
    struct advise_line nobody = {.service_s = 600, .target_s = 1200, .horizon_s = 1800};
    (void)state;
    assert_int_equal(advise_safe_counters(&line), ADVISE_MOST_COUNTERS);
    assert_int_equal(advise_safe_counters(&nobody), 1);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
