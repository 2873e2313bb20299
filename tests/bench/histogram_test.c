#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "bench/load/histogram.h"

static void empty__says_nothing(void **state) {
    static struct histogram h;
    (void)state;
    assert_int_equal(histogram_at(&h, .5), 0);
    assert_int_equal(histogram_at(&h, 1), 0);
}

static void small_values__are_exact(void **state) {
    static struct histogram h;
    (void)state;
    for (uint64_t i = 1; i <= 100; i++)
        histogram_add(&h, i);
    assert_int_equal(histogram_at(&h, .5), 50);
    assert_int_equal(histogram_at(&h, .99), 99);
    assert_int_equal(histogram_at(&h, 1), 100);
    assert_int_equal(histogram_at(&h, 0), 1);
}

static void one_value__is_every_quantile(void **state) {
    const uint64_t values[] = {0, 1, 63, 64, 127, 128, 129, 1000000007, UINT64_MAX / 2, UINT64_MAX};
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        static struct histogram h;
        histogram_clear(&h);
        histogram_add(&h, values[i]);
        assert_true(histogram_at(&h, .5) == values[i]);
        assert_true(histogram_at(&h, .999) == values[i]);
    }
}

static int by_value(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void quantiles__are_true_to_two_in_a_hundred(void **state) {
    static struct histogram h;
    static uint64_t values[20000];
    const double parts[] = {.01, .1, .5, .9, .99, .999, 1};
    uint64_t seed = 1;
    (void)state;
    histogram_clear(&h);
    for (size_t i = 0; i < 20000; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        values[i] = seed >> (16 + seed % 40); // over many octaves
        histogram_add(&h, values[i]);
    }
    qsort(values, 20000, sizeof values[0], by_value);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        uint64_t exact = values[(size_t)(parts[i] * 20000 + .999999) - 1];
        uint64_t told = histogram_at(&h, parts[i]);
        assert_true(told >= exact);
        assert_true(told - exact <= exact / 50 + 1);
    }
}

static void a_tail_of_one__is_seen(void **state) {
    static struct histogram h;
    (void)state;
    for (int i = 0; i < 999; i++)
        histogram_add(&h, 10);
    histogram_add(&h, 5000000);
    assert_int_equal(histogram_at(&h, .99), 10);
    assert_int_equal(histogram_at(&h, .999), 10);
    assert_int_equal(histogram_at(&h, 1), 5000000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
