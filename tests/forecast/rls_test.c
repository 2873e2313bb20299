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
    double spread[RLS_SPREADS(1)];
    const double one[] = {2};
    (void)state;
    rls_init(&rls, spread, 1, .9995, .3);
    rls_learn(&rls, one, 10, .25); // x = 1, y = 5
    double gain = .3 / (.9995 + .3);
    assert_near(rls.weights[0], gain * 5, 1e-12);
    assert_near(rls.spread[0], (.3 - gain * .3) / .9995, 1e-12);
}

// P begins as the unit: x = (1, 2), y = 3, l = 1.
static void one_step_of_two_inputs__moves_both_and_ties_them(void **state) {
    struct rls rls;
    double spread[RLS_SPREADS(2)];
    const double one[] = {1, 2};
    (void)state;
    rls_init(&rls, spread, 2, 1, 1);
    rls_learn(&rls, one, 3, 1);
    assert_near(rls.weights[0], 3 / 6., 1e-12);
    assert_near(rls.weights[1], 2 * 3 / 6., 1e-12);
    assert_near(rls.spread[0], 1 - 1 / 6., 1e-12);
    assert_near(rls.spread[1], -2 / 6., 1e-12);
    assert_near(rls.spread[2], 1 - 4 / 6., 1e-12);
}

static void weights_may_differ__in_how_unsure_they_are(void **state) {
    struct rls rls;
    double spread[RLS_SPREADS(3)];
    (void)state;
    rls_init(&rls, spread, 3, .9995, .3);
    rls_unsure(&rls, 1, .1);
    static const double wanted[] = {.3, 0, .1, 0, 0, .1};
    for (uint32_t i = 0; i < 6; i++)
        assert_near(rls.spread[i], wanted[i], 0);
}

static void weights__come_to_the_rule_behind_the_results(void **state) {
    struct rls rls;
    double spread[RLS_SPREADS(3)];
    (void)state;
    rls_init(&rls, spread, 3, .9995, .3);
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
    double spread[RLS_SPREADS(2)];
    (void)state;
    rls_init(&rls, spread, 2, .9995, .3);
    for (uint32_t i = 0; i < 20000; i++) {
        double x[] = {1, i % 5};
        rls_learn(&rls, x, (i < 10000 ? 1 : 3) * x[1], 1);
    }
    assert_near(rls.weights[1], 3, .05);
}

static void an_input_that_stands_still__keeps_the_spread_bounded(void **state) {
    struct rls rls;
    double spread[RLS_SPREADS(2)];
    const double still[] = {1, 0};
    (void)state;
    rls_init(&rls, spread, 2, .9995, .3);
    for (uint32_t i = 0; i < 100000; i++)
        rls_learn(&rls, still, 1, 1);
    assert_true(rls.spread[0] + rls.spread[2] <= 50.000001);
    assert_true(isfinite(rls.weights[0]) && isfinite(rls.weights[1]));
}

// P x, one row after the other: the sums of even and of odd places apart, as pairs make them.
static void times_plainly(const double *spread, uint32_t count, const double x[], double ret[]) {
    for (uint32_t i = 0; i < count; i++) {
        const double *row = spread + RLS_SPREADS(i);
        double even = 0, odd = 0, rest = row[i] * x[i];
        for (uint32_t j = 0; j + 1 < i; j += 2) {
            even += row[j] * x[j];
            odd += row[j + 1] * x[j + 1];
        }
        if (i % 2)
            rest += row[i - 1] * x[i - 1];
        for (uint32_t j = 0; j < i; j++)
            ret[j] += row[j] * x[i];
        ret[i] = even + odd + rest;
    }
}

static void learn_plainly(struct rls *rls, const double inputs[], double result, double weight) {
    double root = sqrt(weight), x[RLS_MOST], px[RLS_MOST];
    double whole = rls->kept, error = result * root;
    for (uint32_t i = 0; i < rls->count; i++)
        x[i] = inputs[i] * root;
    times_plainly(rls->spread, rls->count, x, px);
    for (uint32_t i = 0; i < rls->count; i++) {
        whole += x[i] * px[i];
        error -= rls->weights[i] * x[i];
    }
    for (uint32_t i = 0; i < rls->count; i++) {
        double gain = px[i] / whole;
        rls->weights[i] += gain * error;
        for (uint32_t j = 0; j <= i; j++) {
            double *spread = &rls->spread[RLS_SPREADS(i) + j];
            *spread = (*spread - gain * px[j]) * (1 / rls->kept);
        }
    }
}

static void two_rows_at_once__give_the_bits_of_one_after_the_other(void **state) {
    (void)state;
    for (uint32_t count = 1; count <= RLS_MOST; count++) {
        static double spread[RLS_SPREADS(RLS_MOST)], plain_spread[RLS_SPREADS(RLS_MOST)];
        struct rls rls, plain;
        double x[RLS_MOST];
        rls_init(&rls, spread, count, .9995, .3);
        rls_init(&plain, plain_spread, count, .9995, .3);
        for (uint32_t n = 0; n < 100; n++) {
            for (uint32_t i = 0; i < count; i++)
                x[i] = sin((n + 1.) * (i + 2.)) * 20;
            rls_learn(&rls, x, 3 * x[0] + cos(n), .25 + n % 3);
            learn_plainly(&plain, x, 3 * x[0] + cos(n), .25 + n % 3);
        }
        assert_memory_equal(rls.weights, plain.weights, count * sizeof rls.weights[0]);
        assert_memory_equal(spread, plain_spread, RLS_SPREADS(count) * sizeof spread[0]);
    }
}

int main(void) {
    static const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
