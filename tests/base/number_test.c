// number_test.c - what is a number, and what only begins like one.
#include "base/number.h"

#include <setjmp.h> // before cmocka
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/count.h"

static void number__is_digits_alone(void **state) {
    static const struct {
        const char *text;
        uint64_t number;
    } rows[] = {{"0", 0},
                {"7", 7},
                {"007", 7},
                {"99999999", 99999999},
                {"18446744073709551615", UINT64_MAX},
                {"000000000000000000000000000001", 1}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t number = 1;
        assert_true(number_read(rows[i].text, 0, UINT64_MAX, &number));
        assert_int_equal(number, rows[i].number);
    }
}

static void number__with_anything_else_is_none(void **state) {
    static const char *const texts[] = {"",
                                        " ",
                                        "12abc",
                                        "a12",
                                        " 12",
                                        "12 ",
                                        "+12",
                                        "-1",
                                        "0x10",
                                        "1e3",
                                        "1.0",
                                        "12\n",
                                        "１２",
                                        "1,2",
                                        "\t1",
                                        "1_000",
                                        "\xff",
                                        "18446744073709551616",
                                        "99999999999999999999999999"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        uint64_t number = 5;
        assert_false(number_read(texts[i], 0, UINT64_MAX, &number));
        assert_int_equal(number, 5);
    }
}

static void number__keeps_to_its_range(void **state) {
    uint32_t number = 5;
    (void)state;
    assert_false(number_read_32("0", 1, 9, &number));
    assert_false(number_read_32("10", 1, 9, &number));
    assert_false(number_read_32("4294967296", 0, UINT32_MAX, &number));
    assert_false(number_read_32("4294967297", 1, 9, &number));
    assert_int_equal(number, 5);
    assert_true(number_read_32("4294967295", 0, UINT32_MAX, &number));
    assert_int_equal(number, UINT32_MAX);
    assert_true(number_read_32("1", 1, 9, &number));
    assert_int_equal(number, 1);
    assert_true(number_read_32("9", 1, 9, &number));
    assert_int_equal(number, 9);
}

static void number_take__goes_behind_the_digits(void **state) {
    const char *text = "12 345x", *at = text;
    uint64_t number = 5;
    (void)state;
    assert_true(number_take(&at, 0, UINT64_MAX, &number));
    assert_int_equal(number, 12);
    assert_ptr_equal(at, text + 2);
    assert_false(number_take(&at, 0, UINT64_MAX, &number)); // a blank is no digit
    assert_ptr_equal(at, text + 2);
    assert_int_equal(number, 12);
    at++;
    assert_false(number_take(&at, 0, 344, &number));
    assert_ptr_equal(at, text + 3);
    assert_true(number_take(&at, 345, 345, &number));
    assert_string_equal(at, "x");
    at = "18446744073709551616";
    assert_false(number_take(&at, 0, UINT64_MAX, &number));
    uint32_t small = 7;
    at = "4294967296-";
    assert_false(number_take_32(&at, 0, UINT32_MAX, &small));
    at = "4294967295-";
    assert_true(number_take_32(&at, 0, UINT32_MAX, &small));
    assert_int_equal(small, UINT32_MAX);
    assert_string_equal(at, "-");
}

static void real__is_digits_with_a_point_between(void **state) {
    static const struct {
        const char *text;
        double number;
    } rows[] = {{"0", 0},           {"12", 12},
                {"0.25", 0.25},     {"12.70", 12.7},
                {"0.1", 0.1},       {"30600", 30600},
                {"007.5", 7.5},     {"3.14159", 3.14159},
                {"100000", 100000}, {"0.333333333333333333333333", 0.333333333333333333}};
    static const char *const texts[] = {"",
                                        ".",
                                        ".5",
                                        "5.",
                                        "1.2.3",
                                        "-1",
                                        "+1",
                                        " 1",
                                        "1 ",
                                        "1e3",
                                        "inf",
                                        "nan",
                                        "0x10",
                                        "1,5",
                                        "１",
                                        "1.5x",
                                        "1234567890123456789",
                                        "1.5\n"};
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        double number = -1;
        assert_true(number_read_real(rows[i].text, 0, 1e9, &number));
        assert_true(number == rows[i].number); // the same double as the compiler's
    }
    for (size_t i = 0; i < COUNT(texts); i++) {
        double number = -1;
        assert_false(number_read_real(texts[i], 0, 1e30, &number));
        assert_true(number == -1);
    }
    double number = -1;
    assert_false(number_read_real("0.09", .1, 1, &number));
    assert_false(number_read_real("1.01", .1, 1, &number));
    assert_true(number_read_real("0.1", .1, 1, &number));
    assert_true(number_read_real("1.00", .1, 1, &number));
}

static void digits__are_taken_if_there_are_so_many(void **state) {
    const char *at = "08:30";
    uint32_t number = 5;
    (void)state;
    assert_true(digits_take(&at, 1, 2, &number));
    assert_int_equal(number, 8);
    assert_string_equal(at, ":30");
    assert_false(digits_take(&at, 1, 2, &number)); // no digit
    at = "123";
    assert_false(digits_take(&at, 1, 2, &number)); // too many
    assert_false(digits_take(&at, 4, 9, &number)); // too few
    assert_int_equal(number, 8);
    assert_string_equal(at, "123");
    at = "999999999";
    assert_true(digits_take(&at, 1, 9, &number));
    assert_int_equal(number, 999999999);
    assert_string_equal(at, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
