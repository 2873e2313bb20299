// zone_test.c - time zones as tables, against instants known from the zones' laws.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/limit.h"
#include "clients/admin/zone.h"

#define DAY_MS 86400000LL

struct table {
    struct arena a;
    Hallq__ZoneChange **changes;
    size_t change_count;
};

static int64_t utc_ms(int year, int month, int day, int hour) {
    struct tm tm = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day, .tm_hour = hour};
    return (int64_t)timegm(&tm) * 1000;
}

static void table_init(struct table *t, const char *name, int64_t from_ms, int64_t to_ms) {
    arena_init(&t->a, 0);
    assert_int_equal(zone_changes(name, from_ms, to_ms, &t->a, &t->changes, &t->change_count),
                     ERR_OK);
}

static void assert_change(const struct table *t, size_t i, int64_t at_ms, int32_t offset_s) {
    assert_true(i < t->change_count);
    assert_int_equal(t->changes[i]->at_ms, at_ms);
    assert_int_equal(t->changes[i]->offset_s, offset_s);
}

static void shanghai__has_one_offset(void **state) {
    (void)state;
    struct table t;
    table_init(&t, "Asia/Shanghai", utc_ms(2026, 1, 1, 0), utc_ms(2036, 1, 1, 0));
    assert_int_equal(t.change_count, 1);
    assert_change(&t, 0, utc_ms(2026, 1, 1, 0), 28800);
    arena_fini(&t.a);
}

static void berlin__changes_twice_a_year(void **state) {
    (void)state;
    struct table t;
    table_init(&t, "Europe/Berlin", utc_ms(2026, 1, 1, 0), utc_ms(2036, 1, 1, 0));
    assert_int_equal(t.change_count, 21);
    assert_change(&t, 0, utc_ms(2026, 1, 1, 0), 3600);
    assert_change(&t, 1, utc_ms(2026, 3, 29, 1), 7200);
    assert_change(&t, 2, utc_ms(2026, 10, 25, 1), 3600);
    assert_change(&t, 20, utc_ms(2035, 10, 28, 1), 3600);
    arena_fini(&t.a);
}

static void sao_paulo__had_summer_in_january(void **state) {
    (void)state;
    struct table t;
    table_init(&t, "America/Sao_Paulo", utc_ms(2017, 7, 1, 0), utc_ms(2026, 1, 1, 0));
    assert_int_equal(t.change_count, 5); // abolished in 2019
    assert_change(&t, 0, utc_ms(2017, 7, 1, 0), -10800);
    assert_change(&t, 1, utc_ms(2017, 10, 15, 3), -7200);
    assert_change(&t, 2, utc_ms(2018, 2, 18, 2), -10800);
    assert_change(&t, 3, utc_ms(2018, 11, 4, 3), -7200);
    assert_change(&t, 4, utc_ms(2019, 2, 17, 2), -10800);
    arena_fini(&t.a);
}

static void casablanca__fits_the_table_with_four_changes_a_year(void **state) {
    (void)state;
    struct table t;
    table_init(&t, "Africa/Casablanca", utc_ms(2026, 1, 1, 0), utc_ms(2036, 2, 1, 0));
    assert_true(t.change_count <= LIMIT_ZONE_CHANGES);
    assert_true(t.change_count >= 20);
    arena_fini(&t.a);
}

static void unknown_zone__is_not_utc(void **state) {
    (void)state;
    static const char *const names[] = {"Asia/Peking",     "",     "..",   "../../etc/passwd",
                                        "/etc/localtime",  "Asia", "UTC0", "tzdata.zi",
                                        "Asia/Shanghai\n2"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct arena a;
        Hallq__ZoneChange **changes;
        size_t change_count;
        arena_init(&a, 0);
        assert_int_equal(zone_changes(names[i], 0, DAY_MS, &a, &changes, &change_count),
                         ERR_NOT_FOUND);
        arena_fini(&a);
    }
}

static void zone_of_the_process__is_as_before(void **state) {
    (void)state;
    struct table t;
    setenv("TZ", "America/New_York", 1);
    table_init(&t, "Asia/Shanghai", 0, DAY_MS);
    assert_string_equal(getenv("TZ"), "America/New_York");
    arena_fini(&t.a);
    unsetenv("TZ");
    table_init(&t, "Asia/Shanghai", 0, DAY_MS);
    assert_null(getenv("TZ"));
    arena_fini(&t.a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shanghai__has_one_offset),
        cmocka_unit_test(berlin__changes_twice_a_year),
        cmocka_unit_test(sao_paulo__had_summer_in_january),
        cmocka_unit_test(casablanca__fits_the_table_with_four_changes_a_year),
        cmocka_unit_test(unknown_zone__is_not_utc),
        cmocka_unit_test(zone_of_the_process__is_as_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
