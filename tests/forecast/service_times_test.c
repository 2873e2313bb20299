// service_times_test.c - the mean of service times, and which of them are kept.
#include "broker/forecast/service_times.h"
#include "tests/forecast/near.h"

#include <setjmp.h> // before cmocka
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void mean__is_what_was_expected_and_moves_by_a_hundredth(void **state) {
    struct service_times times = {0};
    (void)state;
    assert_near(service_times_mean_s(&times, 400), 400, 0);
    service_times_expect(&times, 300);
    assert_near(service_times_mean_s(&times, 400), 300, 0);
    service_times_add(&times, 500);
    assert_near(service_times_mean_s(&times, 400), 302, 1e-9);
}

static void a_target__counts_as_ten_services(void **state) {
    struct service_times times = {0};
    (void)state;
    service_times_expect(&times, 720);
    service_times_learn(&times, 270);
    assert_near(service_times_mean_s(&times, 400), (10 * 720 + 270) / 11., 1e-9);
    for (uint32_t i = 1; i < 30; i++)
        service_times_learn(&times, 270);
    assert_near(service_times_mean_s(&times, 400), (10 * 720 + 30 * 270) / 40., 1e-9);
    for (uint32_t i = 30; i < 89; i++)
        service_times_learn(&times, 270);
    double before_s = service_times_mean_s(&times, 400);
    service_times_learn(&times, 470); // a hundredth from now on
    assert_near(service_times_mean_s(&times, 400), before_s + .01 * (470 - before_s), 1e-9);
    service_times_learn(&times, 470);
    before_s = service_times_mean_s(&times, 400);
    service_times_learn(&times, 470);
    assert_near(service_times_mean_s(&times, 400), before_s + .01 * (470 - before_s), 1e-9);
}

static void mean__of_what_nobody_expected_begins_with_the_first(void **state) {
    struct service_times times = {0};
    (void)state;
    service_times_add(&times, 500);
    assert_near(service_times_mean_s(&times, 400), 500, 1e-9);
}

static void the_last_times__are_kept(void **state) {
    struct service_times times = {0};
    (void)state;
    for (uint32_t i = 0; i < SERVICE_TIMES_KEPT + 3; i++)
        service_times_add(&times, i);
    assert_int_equal(times.count, SERVICE_TIMES_KEPT + 3);
    assert_near(times.last_s[2], SERVICE_TIMES_KEPT + 2, 0);
    assert_near(times.last_s[3], 3, 0);
}

// The counter is taken from the call on: each time and the mean are longer by the walk.
static void a_walk__is_part_of_each_time(void **state) {
    struct service_times times = {0};
    (void)state;
    service_times_add(&times, 100);
    service_times_add(&times, 200);
    service_times_walk(&times, 20);
    assert_int_equal(service_times_kept(&times), 2);
    assert_near(times.last_s[0], 120, 0);
    assert_near(times.last_s[1], 220, 0);
    assert_near(times.last_s[2], 0, 0);
    assert_near(service_times_mean_s(&times, 400), 101 + 20, 1e-9);
    times.count = SERVICE_TIMES_KEPT + 7;
    assert_int_equal(service_times_kept(&times), SERVICE_TIMES_KEPT);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
