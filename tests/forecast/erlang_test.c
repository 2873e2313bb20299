// erlang_test.c - published numbers, to the digits that are published.
#include "broker/forecast/erlang.h"
#include "tests/forecast/near.h"

#include <setjmp.h> // before cmocka
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define MINUTE 60.

// A public test file of Mathematica's values.
static void logs_of_b_and_c__hold_for_thousands_of_counters(void **state) {
    (void)state;
    assert_near(erlang_log_b(100, 120), -1.62826407041, 1e-10);
    assert_near(erlang_log_b(10000, 12000), -1.78927734649, 1e-10);
    assert_near(erlang_log_b(100, 20), -84.1661482002, 1e-9);
    assert_near(erlang_log_b(10000, 200), -29325.7541713, 1e-6);
    assert_near(erlang_log_b(100, 10000), -.01004931575, 1e-10);
    assert_near(erlang_log_c(100, 90), -1.52813224460, 1e-10);
    assert_near(erlang_log_c(10000, 9000), -56.8266885378, 1e-9);
    assert_near(erlang_log_c(100, 10), -143.375505741, 1e-8);
    assert_near(erlang_log_c(10000, 100), -36157.2159266, 1e-6);
}

static void c__is_that_of_the_tables(void **state) {
    static const struct {
        uint32_t counters;
        double load, c;
    } rows[] = {{1, .5, .5},       {2, 1, 1. / 3},    {3, 2, 4. / 9},    {4, 3, .509434},
                {5, 4, .554113},   {6, 5, .587516},   {8, 6, .356981},   {8, 7, .635316},
                {10, 8, .409180},  {10, 9, .668732},  {12, 10, .449388}, {15, 12, .319190},
                {20, 18, .550769}, {11, 10, .682118}, {55, 48, .238701}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_near(erlang_c(rows[i].counters, rows[i].load), rows[i].c, 5e-7);
    assert_near(erlang_c(8, 8), 1, 0); // a queue without end
    assert_near(erlang_c(8, 9), 1, 0);
}

// pyworkforce's page: 100 calls in 30 minutes of 3 minutes, 80 % within 20 s.
static void a_call_centre__needs_14(void **state) {
    struct erlang queue = {14, 100 / 30., 3};
    (void)state;
    assert_int_equal(erlang_counters(100 / 30., 3, 20 / MINUTE, .2), 14);
    assert_near(1 - erlang_over(&queue, 20 / MINUTE), .8883500191794669, 1e-12);
    assert_near(erlang_c(14, 10), .1741319335950498, 1e-12);
    queue.counters = 11;
    assert_near(1 - erlang_over(&queue, 20 / MINUTE), .389614, 5e-7);
}

// turbotab's page: 25 calls in 10 minutes of 3 minutes, 80 % within 20 s; 16 are scheduled when 30 % are away.
static void another__needs_11(void **state) {
    (void)state;
    assert_int_equal(erlang_counters(25 / 600., 180, 20, .2), 11);
    assert_int_equal(ceil(11 / .7), 16);
}

// Mitan's example: 360 calls in 30 minutes of 4 minutes, 55 agents, within 15 s.
static void waits__are_those_of_theory(void **state) {
    struct erlang queue = {55, 12, 4};
    (void)state;
    assert_near(erlang_wait(&queue) * MINUTE, 8.184, 5e-4);
    assert_near(1 - erlang_over(&queue, 15 / MINUTE), .845883, 5e-7);
    struct erlang hall = {9, 1, 8}; // one a minute, eight minutes each
    assert_near(erlang_wait(&hall), 5.227, 5e-4);
    assert_near(erlang_over(&hall, 20), .0536, 5e-5);
    hall.counters = 10;
    assert_near(erlang_wait(&hall), 1.637, 5e-4);
    assert_near(erlang_over(&hall, 20), .0028, 5e-5);
    hall.counters = 8;
    assert_true(isinf(erlang_wait(&hall)));
    assert_near(erlang_over(&hall, 20), 1, 0);
}

// The ContactCenters simulator, Montreal, against the steady state; and Palm's queue of Mandelbaum and Zeltyn.
static void who_gives_up__shortens_the_queue_for_the_others(void **state) {
    struct erlang queue = {12, 4.2, 2}, palm = {50, 48, 1};
    struct erlang_leaving leaving;
    (void)state;
    assert_near(1 - erlang_over(&queue, 20 / MINUTE), .8991, 5e-5);
    assert_near(erlang_wait(&queue), .1022, 5e-5);
    erlang_leaving(&queue, 1, &leaving);
    assert_near(leaving.leave, .02968, 5e-6);
    assert_near(leaving.served_wait, .02406, 5e-6);
    assert_near(leaving.occupancy, .6792, 5e-5);
    erlang_leaving(&palm, 2, &leaving);
    assert_near(leaving.leave, .030912, 5e-7);
    assert_near(leaving.wait * MINUTE, 3.7095, 5e-5);
    assert_near(leaving.waiting, 2.9676, 5e-5);
    assert_near(leaving.occupancy, .93032, 5e-6);
    assert_near(erlang_wait(&palm) * MINUTE, 20.8337, 5e-5);
    assert_near(erlang_wait(&palm) * 48, 16.667, 5e-4);
}

// Larson and Odoni, Urban Operations Research, 4.9.3.
static void priority__is_paid_by_the_others(void **state) {
    static const double arrivals[] = {.2, .6, 1.2}, one[] = {.2381, .3247, .9091},
                        two[] = {.02874, .03316, .04808};
    double waits[3];
    (void)state;
    erlang_priority_waits(1, 1 / 3., arrivals, 3, waits);
    for (uint32_t i = 0; i < 3; i++)
        assert_near(waits[i], one[i], 5e-5);
    erlang_priority_waits(2, 1 / 3., arrivals, 3, waits);
    for (uint32_t i = 0; i < 3; i++)
        assert_near(waits[i], two[i], 5e-6);
}

static void many_counters__come_to_halfin_and_whitt(void **state) {
    static const double spare[] = {.1, .25, .5, .75, 1, 1.5, 2};
    static const double wanted[] = {.8803, .7209, .5045, .3417, .2234, .0847, .0269};
    (void)state;
    for (uint32_t i = 0; i < 7; i++)
        assert_near(erlang_many(spare[i]), wanted[i], 5e-5);
    // Ten counters are not many: loads that leave .5 and 1 root to spare.
    assert_near(erlang_c(10, pow((sqrt(40.25) - .5) / 2, 2)), .5400, 5e-5);
    assert_near(erlang_c(10, pow((sqrt(41) - 1) / 2, 2)), .2703, 5e-5);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
