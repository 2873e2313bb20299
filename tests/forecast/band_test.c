// band_test.c - the range a hall begins with, one step by hand, and four of five waits inside after many.
#include "broker/forecast/band.h"
#include "tests/forecast/near.h"

#include <setjmp.h> // before cmocka
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void a_new_band__is_from_below_half_to_above_double(void **state) {
    struct band band;
    double lower_s, upper_s;
    (void)state;
    band_init(&band, 60);
    band_range(&band, 600, &lower_s, &upper_s);
    assert_near(lower_s, 660 * .44932896411722156 - 60, 1e-9);
    assert_near(upper_s, 660 * 2.225540928492468 - 60, 1e-9);
    band_range(&band, 0, &lower_s, &upper_s);
    assert_near(lower_s, 0, 0); // never before now
}

static void one_step__moves_both_edges_of_its_size_alone(void **state) {
    struct band band;
    (void)state;
    band_init(&band, 60);
    band_learn(&band, 60, 600); // far above both edges
    assert_near(band.lower[0], -.8 + .5 * .07, 1e-12);
    assert_near(band.upper[0], .8 + .5 * .87, 1e-12);
    band_learn(&band, 60, 0); // log(60 / 120) = -.69: between
    assert_near(band.lower[0], -.765 + .07 * .5 / sqrt(2), 1e-12);
    assert_near(band.upper[0], 1.235 - .13 * .5 / sqrt(2), 1e-12);
    for (uint32_t i = 1; i < BAND_SIZES; i++)
        assert_near(band.lower[i], -.8, 0);
}

static void sizes__end_at_1_3_6_12_25_and_50_minutes(void **state) {
    static const double ends_min[] = {1, 3, 6, 12, 25, 50};
    struct band band;
    (void)state;
    band_init(&band, 60);
    for (uint32_t i = 0; i < BAND_SIZES - 1; i++) {
        band_learn(&band, ends_min[i] * 60, 0);
        assert_int_equal(band.seen[i], 1);
        band_learn(&band, ends_min[i] * 60 + .001, 0);
        assert_int_equal(band.seen[i + 1], 1);
        band.seen[i + 1] = 0;
    }
}

static void four_of_five__end_inside(void **state) {
    struct band band;
    uint32_t inside = 0, below = 0;
    uint64_t dice = 1;
    (void)state;
    band_init(&band, 60);
    for (uint32_t i = 0; i < 20000; i++) {
        double lower_s, upper_s;
        dice = dice * 6364136223846793005u + 1442695040888963407u;
        double wait_s = 1200. * (double)(dice >> 33) / 2147483648.; // evenly 0 to 20 minutes
        band_range(&band, 600, &lower_s, &upper_s);
        inside += i >= 10000 && wait_s >= lower_s && wait_s <= upper_s;
        below += i >= 10000 && wait_s < lower_s;
        band_learn(&band, 600, wait_s);
    }
    assert_in_range(inside, 7800, 8200);
    assert_in_range(below, 550, 850);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
