// wide_test.c - how its inputs move, and how far it may go.
#include "broker/forecast/wide.h"
#include "tests/forecast/near.h"

#include <setjmp.h> // before cmocka
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void inputs__move_with_the_size_of_the_wait_and_the_time_of_day(void **state) {
    double inputs_s[INPUTS] = {[INPUT_QUEUE] = 120}, wide[WIDE_INPUTS];
    uint32_t queue = INPUT_QUEUE, moving = INPUTS + 1;
    (void)state;
    wide_fill(inputs_s, 540, 300, 60, 43200 + 7200, wide); // 540 + 60 is the middle size, 14:00
    assert_near(wide[queue], 2, 1e-12);
    assert_near(wide[moving + queue], 0, 1e-12);
    assert_near(wide[2 * moving + queue], 2 * .5, 1e-12);
    assert_near(wide[INPUTS], 5, 1e-12); // the twin
    wide_fill(inputs_s, 540 * M_E + 60 * (M_E - 1), 300, 60, 43200 - 14400, wide);
    assert_near(wide[moving + queue], 2 * .5, 1e-9);
    assert_near(wide[2 * moving + queue], -2, 1e-12);
}

static void a_twin_not_asked__is_the_first_opinion(void **state) {
    double inputs_s[INPUTS] = {0}, wide[WIDE_INPUTS];
    (void)state;
    wide_fill(inputs_s, 420, -1, 60, 43200, wide);
    assert_near(wide[INPUTS], 7, 1e-12);
}

static void nothing_wild__goes_in(void **state) {
    double inputs_s[INPUTS] = {[INPUT_HEAD] = 86400}, wide[WIDE_INPUTS];
    (void)state;
    wide_fill(inputs_s, 0, 1e300, 60, 86399, wide);
    assert_near(wide[INPUT_HEAD], INPUT_LONGEST_S / 60, 1e-9);
    for (uint32_t i = 0; i < WIDE_INPUTS; i++)
        assert_true(fabs(wide[i]) <= 2 * INPUT_LONGEST_S / 60);
}

static void it__is_within_half_and_double_of_the_first_opinion(void **state) {
    struct rls rls;
    double inputs_s[INPUTS] = {[INPUT_PACE_60] = 600}, wide[WIDE_INPUTS];
    (void)state;
    wide_init(&rls, NULL);
    wide_fill(inputs_s, 540, -1, 60, 43200, wide);
    assert_near(wide_sum_s(&rls, wide, 540, 60), 600, 1e-9); // new: the pace of the hour
    rls.weights[INPUT_PACE_60] = 100;
    assert_near(wide_sum_s(&rls, wide, 540, 60), 2 * 600 - 60, 1e-9);
    rls.weights[INPUT_PACE_60] = -100;
    assert_near(wide_sum_s(&rls, wide, 540, 60), 600 / 2 - 60, 1e-9);
    assert_near(wide_sum_s(&rls, wide, 10, 60), 0, 0);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
