// number_test.c - what is a number, and what only begins like one.
#include "base/number.h"

#include <setjmp.h> // before cmocka
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

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

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
