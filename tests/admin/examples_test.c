// examples_test.c - the halls shipped in halls/ load without a word, say what they should, and come
// back the same after a way over the wire.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/limit.h"
#include "base/wire.h"
#include "broker/hall/settings/check.h"
#include "clients/admin/hallfile.h"

#define NOW_MS 1790000000000LL // 2026-09

static Hallq__HallSettings *example_read(const char *name, struct arena *a) {
    char path[4096];
    struct hallfile_result result;
    snprintf(path, sizeof path, "%s/halls/%s", getenv("HALLQ_SOURCE"), name);
    int err = hallfile_read(path, NOW_MS, LANGUAGE_EN, a, &result);
    for (size_t i = 0; i < result.problem_count; i++)
        print_error("%s:%u:%u: %s\n", name, result.problems[i].line, result.problems[i].column,
                    result.problems[i].text);
    assert_int_equal(err, ERR_OK);
    assert_int_equal(result.problem_count, 0);
    return result.settings;
}

static void refuse_cb(void *arg, const struct problem *p) {
    char line[PROBLEM_TEXT_SIZE];
    (void)arg;
    fail_msg("%s", problem_line(p, LANGUAGE_EN, line, sizeof line));
}

static void comes_back_the_same(const Hallq__HallSettings *s, struct arena *a) {
    size_t size = wire_size(s);
    assert_true(size <= LIMIT_SETTINGS_SIZE);
    void *packed = arena_need(a, size), *again = arena_need(a, size);
    wire_pack(s, packed);
    const Hallq__HallSettings *back =
        wire_unpack(&hallq__hall_settings__descriptor, a, packed, size);
    assert_non_null(back);
    assert_int_equal(wire_size(back), size);
    wire_pack(back, again);
    assert_memory_equal(packed, again, size);
    assert_true(settings_check(back, refuse_cb, NULL));
}

static void county__is_a_hall_of_six_services_and_twelve_counters(void **state) {
    (void)state;
    static const uint32_t services[12][2] = {{1, 5}, {1, 5}, {2, 1}, {2, 1}, {2, 1}, {2, 1},
                                             {2, 1}, {3, 2}, {3},    {4},    {5, 1}, {6}};
    struct arena a;
    arena_init(&a, 0);
    const Hallq__HallSettings *s = example_read("county.yaml", &a);
    assert_int_equal(s->n_services, 6);
    assert_string_equal(s->services[5]->letter, "V");
    assert_int_equal(s->n_counters, 12);
    for (size_t i = 0; i < 12; i++) {
        size_t service_count = services[i][1] ? 2 : 1;
        assert_int_equal(s->counters[i]->n_services, service_count);
        assert_memory_equal(s->counters[i]->services, services[i],
                            service_count * sizeof(uint32_t));
    }
    assert_int_equal(s->n_hours, 7);
    assert_int_equal(s->hours[6]->spans[0]->from_min, 8 * 60 + 30);
    assert_int_equal(s->hours[6]->spans[0]->to_min, 18 * 60 + 30);
    assert_int_equal(s->n_staff, 19);
    comes_back_the_same(s, &a);
    arena_fini(&a);
}

static void township__is_a_hall_of_four_services_and_three_counters(void **state) {
    (void)state;
    struct arena a;
    arena_init(&a, 0);
    const Hallq__HallSettings *s = example_read("township.yaml", &a);
    assert_int_equal(s->n_services, 4);
    assert_int_equal(s->n_counters, 3);
    assert_int_equal(s->counters[0]->policy->kind, HALLQ__LINE_POLICY__KIND__RATIO);
    assert_int_equal(s->counters[1]->policy->kind, HALLQ__LINE_POLICY__KIND__OLDEST);
    comes_back_the_same(s, &a);
    arena_fini(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(county__is_a_hall_of_six_services_and_twelve_counters),
        cmocka_unit_test(township__is_a_hall_of_four_services_and_three_counters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
