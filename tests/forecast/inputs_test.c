// inputs_test.c - each estimate by its formula, and that none is wild.
#include "broker/forecast/inputs.h"
#include "tests/forecast/near.h"

#include <setjmp.h> // before cmocka
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define T0 1700000000000

static const struct leavers none = {0, 2400};

static void queue__is_people_by_service_time_over_counters(void **state) {
    (void)state;
    assert_near(inputs_queue_s(5, 300, 3, .5), 600, 1e-12);
    assert_near(inputs_queue_s(0, 300, 0, .5), 600, 1e-12); // none open is half of one
    assert_near(inputs_queue_s(0, 300, 0, 1), 300, 1e-12);
}

static void queue_by_pace__grows_when_counters_close(void **state) {
    struct past past = {.drain_day = {1200, 7}, .usual_counters = 4};
    (void)state;
    double per_call_s = (1200 + 3 * 120) / 10.;
    assert_near(inputs_queue_by_pace_s(&past, 9, 4), 10 * per_call_s, 1e-9);
    assert_near(inputs_queue_by_pace_s(&past, 9, 2), 20 * per_call_s, 1e-9);
    assert_near(inputs_queue_by_pace_s(&past, 9, 0), 40 * per_call_s, 1e-9);
}

static void pace__leans_on_the_longer_memory_while_the_short_one_is_new(void **state) {
    struct past past = {.drain_15 = {100, 3}, .drain_60 = {500, 8}, .drain_day = {1200, 7}};
    double pace_15_s, pace_60_s;
    (void)state;
    inputs_pace(&past, &pace_15_s, &pace_60_s);
    assert_near(pace_15_s, (100 + 2 * 156) / 5., 1e-9);
    assert_near(pace_60_s, (500 + 2 * 156) / 10., 1e-9);
}

static void shared_pace__adds_the_calls_of_lines_and_not_their_time(void **state) {
    struct past first = {.drain_15 = {300, 4}, .drain_60 = {900, 10}};
    struct past urgent = {.drain_15 = {100, 2}, .drain_60 = {1000, 8}};
    const struct past *const pasts[] = {&first, &urgent};
    double pace_15_s, pace_60_s;
    (void)state;
    inputs_shared_pace(pasts, 2, &pace_15_s, &pace_60_s);
    assert_near(pace_60_s, (1000 + 2 * 60) / 20., 1e-9);
    assert_near(pace_15_s, (300 + 2 * 56) / 8., 1e-9);
}

static struct inputs_known known(void) {
    return (struct inputs_known){.now_ms = T0,
                                 .head_waited_s = 240,
                                 .ahead = 3,
                                 .per_call_15_s = 50,
                                 .per_call_60_s = 60,
                                 .queue_s = 500,
                                 .work_s = 450,
                                 .leavers = &none};
}

static void all__stand_in_their_order(void **state) {
    struct past past = {.calls = 9, .last_wait_s = 11, .last_four_wait_s = 22, .usual_wait_s = 33};
    static const double wanted[INPUTS] = {60, 500, 240, 22, 200, 240, 450, 33, 11, 500};
    struct inputs_known here = known();
    double inputs_s[INPUTS];
    (void)state;
    inputs_fill(&past, &here, inputs_s);
    for (uint32_t i = 0; i < INPUTS; i++)
        assert_near(inputs_s[i], wanted[i], 1e-9);
}

static void leavers__shorten_a_queue_and_a_long_one_more(void **state) {
    static const struct leavers some = {24, 2400}; // one leaves in 100 s of waiting
    struct past past = {0};
    struct inputs_known here = known();
    double inputs_s[INPUTS];
    (void)state;
    here.leavers = &some;
    inputs_fill(&past, &here, inputs_s);
    assert_near(inputs_s[INPUT_LEAVERS], 100 * log(6), 1e-9);
    assert_near(inputs_s[INPUT_QUEUE], 500, 1e-12);
}

static void no_estimate__is_wild(void **state) {
    static const double wild[] = {1e300, INFINITY, -1, -INFINITY, NAN};
    struct past past = {0};
    double inputs_s[INPUTS];
    (void)state;
    for (uint32_t i = 0; i < sizeof wild / sizeof wild[0]; i++) {
        struct inputs_known here = known();
        here.queue_s = here.work_s = here.head_waited_s = here.per_call_15_s = wild[i];
        inputs_fill(&past, &here, inputs_s);
        for (uint32_t j = 0; j < INPUTS; j++)
            assert_true(inputs_s[j] >= 0 &&
                        inputs_s[j] <= (j == INPUT_HEAD ? INPUT_LONGEST_WAIT_S : INPUT_LONGEST_S));
    }
}

int main(void) {
    static const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
