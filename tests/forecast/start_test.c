// start_test.c - what is said before anything is learnt.
#include "broker/forecast/start.h"
#include "tests/forecast/near.h"

#include <setjmp.h> // before cmocka
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void work__is_told_or_the_queue_where_no_work_is_known(void **state) {
    double inputs_s[INPUTS] = {[INPUT_WORK] = 400, [INPUT_QUEUE] = 500};
    struct score_said said;
    (void)state;
    start_say(inputs_s, 3, &said);
    assert_near(said.forecast_s, 400, 0);
    inputs_s[INPUT_WORK] = 0;
    start_say(inputs_s, 3, &said);
    assert_near(said.forecast_s, 500, 0);
}

// The quantiles of a gamma variable of that shape, over its mean, from tables of chi squared with twice as many degrees
// of freedom: .21072 and 4.60517 / 2; 4.86518 and 15.98718 / 10; 29.05052 and 51.80506 / 40.
static void the_range__is_erlangs(void **state) {
    static const struct {
        uint32_t ahead;
        double lower, upper, by;
    } rows[] = {
        {0, .10536, 2.30259, .025}, {4, .486518, 1.598718, .002}, {19, .726263, 1.295127, .0005}};
    double inputs_s[INPUTS] = {[INPUT_WORK] = 1000};
    (void)state;
    for (uint32_t i = 0; i < 3; i++) {
        struct score_said said;
        start_say(inputs_s, rows[i].ahead, &said);
        assert_near(said.lower_s / 1000, rows[i].lower, rows[i].by);
        assert_near(said.upper_s / 1000, rows[i].upper, rows[i].by);
    }
}

int main(void) {
    static const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
