// page_test.c - the table of docs/SETTINGS.md is the table of settings, and halls/county.yaml shows each key, and each
// value that there is where a file says nothing.
//
//     hallfile.page --print    the rows of the page
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "broker/hall/settings/setting.h"
#include "clients/hallfile/hallfile.h"

#define NOW_MS 1790000000000LL // 2026-09
#define PAGE "docs/SETTINGS.md"
#define COUNTY "halls/county.yaml"
#define PART_SIZE 160 // of a cell
#define RANGE_SIZE 80
#define ROW_SIZE 512
#define FILE_SIZE_MAX (512 * 1024)

// ---- the page

static bool has_range(const struct setting *row) {
    return row->low != INT64_MIN;
}

// "1 to 240", in the key's unit.
static const char *range_print(const struct setting *row, char to[RANGE_SIZE]) {
    double scale = setting_scale(row);
    bool zero = row->zero && !*row->zero, where = row->zero && *row->zero;
    int decimals = row->low % (int64_t)scale ? 4 : 10; // ten seconds are 0.1667 minutes
    to[0] = '\0';
    if (has_range(row))
        snprintf(to, RANGE_SIZE, " %s%.*g to %.10g%s%s%s", zero ? "0, or " : "", decimals,
                 (double)row->low / scale, (double)row->high / scale,
                 where ? "; 0 too where `" : "", where ? row->zero : "", where ? "` is 0" : "");
    return to;
}

static const char *choices_print(const ProtobufCEnumDescriptor *choices, char to[PART_SIZE]) {
    char word[SETTING_CHOICE_SIZE];
    size_t len = 0;
    for (unsigned i = 0; i < choices->n_values; i++)
        if (setting_choice(choices, choices->values[i].value, word))
            len += (size_t)snprintf(to + len, PART_SIZE - len, "%s`%s`", len ? ", " : "", word);
    return to;
}

static bool is_type(const ProtobufCFieldDescriptor *field, const ProtobufCMessageDescriptor *type) {
    return field->descriptor == type;
}

static const char *list_print(const struct setting *row, const ProtobufCFieldDescriptor *field,
                              char to[PART_SIZE]) {
    if (is_type(field, &hallq__day_hours__descriptor))
        return "hours of weekdays";
    if (is_type(field, &hallq__holiday__descriptor)) {
        snprintf(to, PART_SIZE, "hours of dates, up to %lld", (long long)row->high);
        return to;
    }
    if (is_type(field, &hallq__span__descriptor))
        return row->needed ? "`08:30-12:00, 13:30-18:00`, or `closed`"
                           : "`12:00-13:30, 20:00-24:00`";
    snprintf(to, PART_SIZE, "list of %lld to %lld", (long long)row->low, (long long)row->high);
    return to;
}

static const char *value_print(const struct setting *row, const ProtobufCFieldDescriptor *field,
                               char to[PART_SIZE]) {
    char range[RANGE_SIZE];
    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        return list_print(row, field, to);
    if (row->form == SETTING_TIME)
        return "time of day, `08:30`";
    if (row->form == SETTING_FIRST)
        return "first and last number, `1-999`";
    if (field->type == PROTOBUF_C_TYPE_BOOL)
        return "`true` or `false`";
    if (field->type == PROTOBUF_C_TYPE_ENUM)
        return choices_print(field->descriptor, to);
    if (field->type == PROTOBUF_C_TYPE_STRING)
        return "text";
    if (is_type(field, &hallq__text__descriptor))
        return "`{zh: ..., en: ...}`";
    if (field->type == PROTOBUF_C_TYPE_MESSAGE)
        return "keys of its own";
    snprintf(to, PART_SIZE, "%s%s", row->form == SETTING_MINUTES ? "minutes" : "number",
             range_print(row, range));
    return to;
}

static const char *silence_print(const struct setting_group *group, const struct setting *row,
                                 char to[PART_SIZE]) {
    const ProtobufCFieldDescriptor *field = setting_field(group, row);
    char word[SETTING_CHOICE_SIZE];
    bool is_enum = field->type == PROTOBUF_C_TYPE_ENUM;
    if (row->needed && row->silence == SETTING_NUMBER)
        snprintf(to, PART_SIZE, "must be there; `%s` where the whole is not",
                 setting_choice(field->descriptor, (int)row->otherwise, word));
    if (row->needed)
        return row->silence == SETTING_NUMBER ? to : "must be there";
    if (row->silence != SETTING_NUMBER)
        return field->type == PROTOBUF_C_TYPE_BOOL ? "`false`" : "";
    if (row->form == SETTING_TIME)
        snprintf(to, PART_SIZE, "%02u:%02u", row->otherwise / 60, row->otherwise % 60);
    else if (row->form == SETTING_FIRST)
        snprintf(to, PART_SIZE, "%u-%u", row->otherwise, row[1].otherwise);
    else if (is_enum)
        snprintf(to, PART_SIZE, "`%s`",
                 setting_choice(field->descriptor, (int)row->otherwise, word));
    else
        snprintf(to, PART_SIZE, "%.7g", (double)row->otherwise / setting_scale(row));
    return to;
}

static void row_print(const struct setting_group *group, const struct setting *row,
                      const char *above, char to[ROW_SIZE]) {
    char value[PART_SIZE], silence[PART_SIZE];
    snprintf(to, ROW_SIZE, "| `%s%s` | %s | %s |\n", above, row->key,
             value_print(row, setting_field(group, row), value),
             silence_print(group, row, silence));
}

// The parts that have rows of their own on the page, and how their keys begin.
static const struct {
    const ProtobufCMessageDescriptor *type;
    const char *above;
} parts[] = {
    {&hallq__hall_settings__descriptor, ""},
    {&hallq__holiday__descriptor, "holidays: "},
    {&hallq__zone__descriptor, "zones: "},
    {&hallq__service__descriptor, "services: "},
    {&hallq__slot_settings__descriptor, "appointments: "},
    {&hallq__counter_settings__descriptor, "counters: "},
    {&hallq__line_policy__descriptor, "policy: "},
    {&hallq__line_policy__share__descriptor, "ratio: "},
    {&hallq__staff_settings__descriptor, "staff: "},
    {&hallq__customer_class__descriptor, "classes: "},
    {&hallq__code__descriptor, "reasons, outcomes, topics: "},
    {&hallq__hall_settings__reinstate__descriptor, "reinstate: "},
    {&hallq__department__descriptor, "departments: "},
    {&hallq__case_settings__descriptor, "cases: "},
    {&hallq__alert_settings__descriptor, "alerts: "},
    {&hallq__voice_settings__descriptor, "voice: "},
    {&hallq__webhook__descriptor, "webhooks: "},
    {&hallq__move__descriptor, "moves: "},
};

static bool is_shown(const struct setting *row) {
    return row->form != SETTING_ABSENT && row->form != SETTING_LAST;
}

// Calls visit for each row that a file may have.
static void rows_visit(void (*visit)(const struct setting_group *group, const struct setting *row,
                                     const char *above, void *arg),
                       void *arg) {
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const struct setting_group *group = setting_group(parts[i].type);
        for (size_t k = 0; k < group->row_count; k++)
            if (is_shown(&group->rows[k]))
                visit(group, &group->rows[k], parts[i].above, arg);
    }
}

static char *file_text(const char *name) {
    static char text[FILE_SIZE_MAX];
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", getenv("HALLQ_SOURCE"), name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

struct page {
    const char *at;
    int wrong;
};

static void row_is_next(const struct setting_group *group, const struct setting *row,
                        const char *above, void *arg) {
    struct page *page = arg;
    char wanted[ROW_SIZE];
    row_print(group, row, above, wanted);
    const char *found = strstr(page->at, wanted);
    if (!found || strstr(page->at, "\n| `") != found - 1) {
        print_error("%s should have here: %s", PAGE, wanted);
        page->wrong++;
    }
    page->at = found ? found : page->at;
}

static void page__has_each_key_in_the_order_of_a_file(void **state) {
    (void)state;
    struct page page = {file_text(PAGE), 0};
    rows_visit(row_is_next, &page);
    assert_int_equal(page.wrong, 0);
    assert_null(strstr(page.at + 1, "\n| `")); // and no other
}

// ---- the example

static void key_stands(const struct setting_group *group, const struct setting *row,
                       const char *above, void *arg) {
    (void)group;
    (void)above;
    if (!strstr(arg, row->key))
        fail_msg("%s says nothing of %s", COUNTY, row->key);
}

static void example__shows_each_key(void **state) {
    (void)state;
    rows_visit(key_stands, file_text(COUNTY));
}

static void example__shows_what_silence_means(void **state) {
    (void)state;
    struct arena a;
    struct hallfile_result result;
    char *text = file_text(COUNTY);
    arena_init(&a, 0);
    assert_int_equal(hallfile_load(text, strlen(text), NOW_MS, LANGUAGE_EN, &a, &result), ERR_OK);
    const struct setting_group *group = setting_group(&hallq__hall_settings__descriptor);
    for (size_t i = 0; i < group->row_count; i++) {
        const struct setting *row = &group->rows[i];
        const char *at = (const char *)result.settings + setting_field(group, row)->offset;
        if (row->silence == SETTING_NUMBER && *(const uint32_t *)at != row->otherwise)
            fail_msg("%s has another %s than a file that says nothing of it", COUNTY, row->key);
    }
    arena_fini(&a);
}

static int range_count; // of those that were compared

// "1 到 10" in the comment beside a key is its range.
static void range_stands(const struct setting *row, const char *text) {
    char key[PART_SIZE];
    double low, high, scale = setting_scale(row);
    snprintf(key, sizeof key, "\n%s: ", row->key);
    const char *line = strstr(text, key);
    const char *between = line ? strstr(line, " 到 ") : NULL;
    if (!between || between > strchr(line + 1, '\n'))
        return;
    const char *first = between;
    while (first > line && strchr("0123456789.", first[-1]))
        first--;
    if (sscanf(first, "%lf 到 %lf", &low, &high) != 2 || low * scale != (double)row->low ||
        high * scale != (double)row->high)
        fail_msg("%s has another range of %s", COUNTY, row->key);
    range_count++;
}

static void example__names_ranges_that_are_so(void **state) {
    (void)state;
    const struct setting_group *group = setting_group(&hallq__hall_settings__descriptor);
    const char *text = file_text(COUNTY);
    range_count = 0;
    for (size_t i = 0; i < group->row_count; i++)
        range_stands(&group->rows[i], text);
    assert_true(range_count >= 4);
}

static void row_out(const struct setting_group *group, const struct setting *row, const char *above,
                    void *arg) {
    char text[ROW_SIZE];
    row_print(group, row, above, text);
    fputs(text, arg);
}

int main(int argc, char **argv) {
    if (argc == 2 && !strcmp(argv[1], "--print")) {
        rows_visit(row_out, stdout);
        return 0;
    }
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
