// range_test.c - what people read, and when it changes.
#include "broker/forecast/range.h"

#include <math.h>
#include <setjmp.h> // before cmocka
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void a_range__is_rounded_outward(void **state) {
    static const struct {
        double lower_s, upper_s;
        uint32_t lower_min, upper_min;
    } rows[] = {{0, 59, 0, 1},
                {61, 150, 1, 3},
                {9.9 * 60, 599, 9, 10},
                {600, 601, 10, 15},
                {899, 24.1 * 60, 10, 25},
                {900, 1500, 15, 25},
                {901, 1501, 15, 30},
                {60, 60, 1, 2},
                {1200, 1200, 20, 25},
                {0, 0, 0, 1},
                {1e300, INFINITY, 1440, 1445},
                {-5, NAN, 0, 1}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct range range = range_of(rows[i].lower_s, rows[i].upper_s);
        assert_int_equal(range.lower_min, rows[i].lower_min);
        assert_int_equal(range.upper_min, rows[i].upper_min);
    }
}

static void a_shown_range__changes_for_more_than_two_minutes_and_a_fifth(void **state) {
    struct range shown = {4, 20};
    (void)state;
    assert_false(range_moved(&shown, &(struct range){6, 20}));
    assert_true(range_moved(&shown, &(struct range){7, 20}));
    assert_true(range_moved(&shown, &(struct range){1, 20}));
    assert_false(range_moved(&shown, &(struct range){4, 24}));
    assert_true(range_moved(&shown, &(struct range){4, 25}));
    assert_true(range_moved(&shown, &(struct range){4, 15}));
}

static void a_told_wait__is_told_anew_for_more_than_two_minutes_and_a_fifth(void **state) {
    static const struct {
        uint32_t told_s, now_s;
        bool moved;
    } rows[] = {{0, 120, false},   {0, 121, true},     {600, 720, false},   {600, 721, true},
                {600, 479, true},  {604, 725, true},   {1200, 1440, false}, {1200, 1441, true},
                {1200, 959, true}, {1200, 960, false}, {86400, 0, true},    {7, 7, false}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(wait_moved(rows[i].told_s, rows[i].now_s), rows[i].moved);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
