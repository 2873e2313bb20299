// rls_test.c - one step by hand, and what many steps come to.
#include "broker/forecast/rls.h"
#include "tests/forecast/near.h"

#include <setjmp.h> // before cmocka
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void one_step__is_that_of_the_formula(void **state) {
    struct rls rls;
    const double one[] = {2};
    (void)state;
    rls_init(&rls, 1);
    rls_learn(&rls, one, 10, .25); // x = 1, y = 5
    double gain = .3 / (.9995 + .3);
    assert_near(rls.weights[0], gain * 5, 1e-12);
    assert_near(rls.spread[0][0], (.3 - gain * .3) / .9995, 1e-12);
}

static void weights__come_to_the_rule_behind_the_results(void **state) {
    struct rls rls;
    (void)state;
    rls_init(&rls, 3);
    for (uint32_t i = 0; i < 20000; i++) {
        double x[] = {1, i % 7, i % 11};
        rls_learn(&rls, x, 4 - 2 * x[1] + .5 * x[2], 1);
    }
    assert_near(rls.weights[0], 4, 1e-3);
    assert_near(rls.weights[1], -2, 1e-3);
    assert_near(rls.weights[2], .5, 1e-3);
    const double x[] = {1, 3, 4};
    assert_near(rls_sum(&rls, x), 0, 1e-2);
}

static void a_changed_rule__is_followed(void **state) {
    struct rls rls;
    (void)state;
    rls_init(&rls, 2);
    for (uint32_t i = 0; i < 20000; i++) {
        double x[] = {1, i % 5};
        rls_learn(&rls, x, (i < 10000 ? 1 : 3) * x[1], 1);
    }
    assert_near(rls.weights[1], 3, .05);
}

static void an_input_that_stands_still__keeps_the_spread_bounded(void **state) {
    struct rls rls;
    const double still[] = {1, 0};
    (void)state;
    rls_init(&rls, 2);
    for (uint32_t i = 0; i < 100000; i++)
        rls_learn(&rls, still, 1, 1);
    assert_true(rls.spread[0][0] + rls.spread[1][1] <= 50.000001);
    assert_true(isfinite(rls.weights[0]) && isfinite(rls.weights[1]));
}

int main(void) {
    static const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
