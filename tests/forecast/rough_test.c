// rough_test.c - the estimate by the length of the line.
#include "broker/forecast/rough.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void a_wait__is_people_by_service_time_over_counters(void **state) {
    (void)state;
    assert_int_equal(rough_wait_s(180000, 0, 1), 180); // who is next waits for one service
    assert_int_equal(rough_wait_s(180000, 9, 3), 600);
    assert_int_equal(rough_wait_s(100000, 1, 3), 66); // rounded down
    assert_int_equal(rough_wait_s(3600000, 99999, 1), 360000000);
}

static void without_a_counter__nothing_is_said(void **state) {
    (void)state;
    assert_int_equal(rough_wait_s(180000, 5, 0), 0);
}

static void before_any_service__the_target_stands_for_the_mean(void **state) {
    (void)state;
    assert_int_equal(rough_mean_now_ms(0, 240), 240000);
    assert_int_equal(rough_mean_now_ms(1, 240), 1);
}

static void the_target__counts_as_ten_services(void **state) {
    (void)state;
    assert_int_equal(rough_mean_ms(0, 0, 110, 0), 100000);        // ten of 110 s and one of none
    assert_int_equal(rough_mean_ms(100000, 1, 110, 220), 110000); // eleven of 100 s and one of 220
}

static void an_old_mean__moves_by_a_hundredth(void **state) {
    (void)state;
    assert_int_equal(rough_mean_ms(100000, 89, 60, 200), 101000);
    assert_int_equal(rough_mean_ms(100000, 1000000, 60, 200), 101000);
    assert_int_equal(rough_mean_ms(100000, 88, 60, 200), 101010); // one of 99
}

int main(void) {
    static const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
