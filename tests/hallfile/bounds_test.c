// bounds_test.c - the bounds of what an alert waits for, and of other settings about waits and crowds: each is a value that
// may be written; what is just outside is told of at its line and column, with both bounds.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "clients/hallfile/hallfile.h"

#define NOW_MS 1790000000000LL // 2026-09
#define TEXT_SIZE 4096
#define ALERTS_LINE 13 // of the alerts' one key in the file

// What stands before: calm and long are far apart, so that neither bound of the one meets the other.
static const char before[] =
    "hall: 1\n"
    "name: {zh: 厅}\n"
    "time_zone: Asia/Shanghai\n"
    "hours: {daily: 08:00-18:00}\n"
    "zones: [{id: seats, name: {zh: 座位}}]\n"
    "rest_zone: seats\n"
    "services: [{id: 1, name: {zh: 咨询}, letter: A, target_service_min: 5, "
    "target_wait_min: 10}]\n"
    "counters: [{id: 1, services: [1]}]\n"
    "staff: [{id: 7, name: 王芳, role: lead}]\n"
    "\n\n";

// A key, the lowest and the highest value, what is just below and above, and both bounds as they are told. `other` keeps
// another key out of the way.
static const struct bounds {
    const char *key, *low, *high, *below, *above, *told, *other;
} bounds[] = {
    {"long_wait_min", "1.5", "240", "0.98", "240.1", "1 to 240", "calm_wait_min: 1"},
    {"calm_wait_min", "1", "239.9", "0.98", "240.1", "1 to 240", "long_wait_min: 240"},
    {"calm_for_min", "1", "60", "0.98", "60.1", "1 to 60", ""},
    {"idle_min", "1", "240", "0.98", "240.1", "1 to 240", ""},
    {"over_target_percent", "110", "1000", "109", "1001", "110 to 1000", ""},
    {"pause_limit_min", "1", "240", "0.98", "240.1", "1 to 240", ""},
    {"silent_s", "30", "3600", "29", "3601", "30 to 3600", ""},
    {"no_lead_min", "1", "240", "0.98", "240.1", "1 to 240", ""},
    {"escalate_after_min", "1", "240", "0.98", "240.1", "1 to 240", ""},
    {"storm", "2", "64", "1", "65", "2 to 64", ""},
    {"help_red_s", "10", "3600", "9", "3601", "10 to 3600", "help_breach_s: 7200"},
    {"help_breach_s", "11", "7200", "9", "7201", "10 to 7200", "help_red_s: 10"},
};
#define BOUNDS (sizeof bounds / sizeof bounds[0])

static int load(const char *text, struct arena *a, struct hallfile_result *ret) {
    arena_init(a, 0);
    return hallfile_load(text, strlen(text), NOW_MS, LANGUAGE_EN, a, ret);
}

static void alerts_write(const struct bounds *b, const char *value, char text[TEXT_SIZE]) {
    snprintf(text, TEXT_SIZE, "%salerts:\n  %s: %s\n%s%s\n", before, b->key, value,
             *b->other ? "  " : "", b->other);
}

static void may_be_written(const char *text, const char *what) {
    struct arena a;
    struct hallfile_result result;
    if (load(text, &a, &result) != ERR_OK)
        fail_msg("%s: %s", what, result.problem_count ? result.problems[0].text : "refused");
    assert_int_equal(result.problem_count, 0);
    arena_fini(&a);
}

// Told once, at the value, with both bounds. That a line is then calm above what is too long may be told as well.
static void must_be_told(const char *text, unsigned line, const char *key, const char *value,
                         const char *told) {
    struct arena a;
    struct hallfile_result result;
    char wanted[128];
    size_t found = 0, indent = line == ALERTS_LINE ? 2 : 0;
    snprintf(wanted, sizeof wanted, "%s is out of range; write %s", value, told);
    assert_int_equal(load(text, &a, &result), ERR_INVALID);
    assert_null(result.settings);
    for (size_t i = 0; i < result.problem_count; i++) {
        const struct hallfile_problem *p = &result.problems[i];
        found += !strcmp(p->text, wanted) && p->line == line &&
                 p->column == indent + strlen(key) + strlen(": ") + 1;
    }
    if (found != 1)
        fail_msg("%s: %s: %s", key, value, result.problems[0].text);
    arena_fini(&a);
}

static void each_bound_of_alerts__may_be_written(void **state) {
    char text[TEXT_SIZE];
    (void)state;
    for (size_t i = 0; i < BOUNDS; i++) {
        alerts_write(&bounds[i], bounds[i].low, text);
        may_be_written(text, bounds[i].key);
        alerts_write(&bounds[i], bounds[i].high, text);
        may_be_written(text, bounds[i].key);
    }
}

static void what_is_just_outside__is_told_at_its_line_and_column(void **state) {
    char text[TEXT_SIZE];
    (void)state;
    for (size_t i = 0; i < BOUNDS; i++) {
        const char *values[] = {bounds[i].below, bounds[i].above};
        for (size_t k = 0; k < 2; k++) {
            alerts_write(&bounds[i], values[k], text);
            must_be_told(text, ALERTS_LINE, bounds[i].key, values[k], bounds[i].told);
        }
    }
}

// Every setting of alerts that is a number stands in the table.
static void no_number_of_alerts__is_left_out(void **state) {
    const ProtobufCMessageDescriptor *type = &hallq__alert_settings__descriptor;
    size_t numbers = 0;
    (void)state;
    for (unsigned i = 0; i < type->n_fields; i++)
        numbers += type->fields[i].type == PROTOBUF_C_TYPE_UINT32;
    assert_int_equal(numbers, BOUNDS);
}

static void a_line_is_calm_below_what_is_too_long(void **state) {
    static const struct bounds same = {.key = "calm_wait_min", .other = "long_wait_min: 10"};
    struct arena a;
    struct hallfile_result result;
    char text[TEXT_SIZE];
    (void)state;
    alerts_write(&same, "10", text);
    assert_int_equal(load(text, &a, &result), ERR_INVALID);
    assert_int_equal(result.problem_count, 1);
    assert_int_equal(result.problems[0].line, ALERTS_LINE);
    assert_int_equal(result.problems[0].column, strlen("  calm_wait_min: ") + 1);
    arena_fini(&a);
    alerts_write(&same, "9.9", text);
    may_be_written(text, "calm_wait_min");
}

static void the_rule_of_thumb_and_the_rest_area__have_bounds_too(void **state) {
    static const struct bounds others[] = {
        {"rough_waits", "0", "1", NULL, "2", "0 to 1", ""},
        {"rest_min", "1", "240", "0.98", "240.1", "1 to 240", ""},
    };
    char text[TEXT_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        const char *values[] = {others[i].low, others[i].high, others[i].below, others[i].above};
        for (size_t k = 0; k < 4; k++) {
            if (!values[k])
                continue;
            snprintf(text, sizeof text, "%s%s: %s\n", before, others[i].key, values[k]);
            if (k < 2)
                may_be_written(text, others[i].key);
            else
                must_be_told(text, ALERTS_LINE - 1, others[i].key, values[k], others[i].told);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
