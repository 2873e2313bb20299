// mix_test.c - which of two opinions is followed.
#include "broker/forecast/mix.h"
#include "tests/forecast/near.h"

#include <setjmp.h> // before cmocka
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void a_new_mix__is_the_mean(void **state) {
    struct mix mix = {0};
    (void)state;
    assert_near(mix_of(&mix, 10, 20), 15, 1e-12);
}

static void a_loss_of_a_tenth_more__weighs_1_e(void **state) {
    struct mix mix = {{2, 1, 1.1}};
    double first = exp(-10), mean = exp(-1);
    (void)state;
    assert_near(mix_of(&mix, 10, 20), (first * 10 + 20 + mean * 15) / (first + 1 + mean), 1e-9);
}

static void one_error__counts_a_thousandth(void **state) {
    struct mix mix = {{1, 1, 1}};
    (void)state;
    mix_learn(&mix, 10, 30, 40, 100);
    assert_near(mix.loss[MIX_FIRST], .999 + .001 * 900 / 100, 1e-12);
    assert_near(mix.loss[MIX_SECOND], .999 + .001 * 100 / 100, 1e-12);
    assert_near(mix.loss[MIX_MEAN], .999 + .001 * 400 / 100, 1e-12);
}

static void the_better__is_followed_and_the_change_too(void **state) {
    struct mix mix = {0};
    (void)state;
    for (uint32_t i = 0; i < 3000; i++)
        mix_learn(&mix, 100, 200, 110, 100);
    assert_near(mix_of(&mix, 100, 200), 100, 1);
    for (uint32_t i = 0; i < 10000; i++)
        mix_learn(&mix, 100, 200, 190, 100);
    assert_near(mix_of(&mix, 100, 200), 200, 1);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
