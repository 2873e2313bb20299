// setting_test.c - the table of settings has a row for each field that can be set, and says what base/limit.h says.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/count.h"
#include "base/limit.h"
#include "broker/hall/settings/setting.h"
#include "settings.pb-c.h"

#define FIELDS_MAX 128

static void group_covers(const ProtobufCMessageDescriptor *type) {
    const struct setting_group *group = setting_group(type);
    bool seen[FIELDS_MAX] = {false};
    if (!group)
        fail_msg("%s has no settings", type->name);
    assert_in_range(type->n_fields, 1, FIELDS_MAX);
    assert_int_equal(group->row_count, type->n_fields);
    for (size_t i = 0; i < group->row_count; i++) {
        const struct setting *row = &group->rows[i];
        assert_true(row->index < type->n_fields && !seen[row->index]);
        seen[row->index] = true;
        assert_string_equal(row->name, setting_field(group, row)->name);
        assert_ptr_equal(setting_named(group, row->name, strlen(row->name)), row);
    }
    for (unsigned i = 0; i < type->n_fields; i++)
        if (type->fields[i].type == PROTOBUF_C_TYPE_MESSAGE)
            group_covers(type->fields[i].descriptor);
}

static void table__has_each_field_once(void **state) {
    (void)state;
    group_covers(&hallq__hall_settings__descriptor);
    assert_null(setting_group(&hallq__time_zone__descriptor));
}

static void value__where_a_file_is_silent_is_in_the_range(void **state) {
    (void)state;
    const struct setting_group *group = setting_group(&hallq__hall_settings__descriptor);
    for (size_t i = 0; i < group->row_count; i++) {
        const struct setting *row = &group->rows[i];
        if (row->silence == SETTING_NUMBER && row->low != INT64_MIN &&
            (row->otherwise || !row->zero))
            assert_in_range(row->otherwise, row->low, row->high);
    }
}

#define OF(noun) &hallq__##noun##__descriptor

// What the code makes room for is what the schema allows.
static const struct {
    const ProtobufCMessageDescriptor *type;
    const char *field;
    int64_t limit;
} limits[] = {
    {OF(hall_settings), "hall", LIMIT_HALL_ID},
    {OF(service), "id", LIMIT_SERVICE_ID},
    {OF(counter_settings), "id", LIMIT_COUNTER_ID},
    {OF(staff_settings), "id", LIMIT_STAFF_ID},
    {OF(customer_class), "id", LIMIT_CLASSES},
    {OF(service), "first_number", LIMIT_NUMBER},
    {OF(service), "last_number", LIMIT_NUMBER},
    {OF(service), "daily_cap", LIMIT_NUMBER},
    {OF(hall_settings), "services", LIMIT_SERVICES},
    {OF(counter_settings), "services", LIMIT_SERVICES},
    {OF(line_policy), "ratio", LIMIT_SERVICES},
    {OF(hall_settings), "counters", LIMIT_COUNTERS},
    {OF(hall_settings), "staff", LIMIT_STAFF},
    {OF(hall_settings), "classes", LIMIT_CLASSES},
    {OF(hall_settings), "zones", LIMIT_ZONES},
    {OF(hall_settings), "zone_changes", LIMIT_ZONE_CHANGES},
    {OF(hall_settings), "holidays", LIMIT_HOLIDAYS},
    {OF(hall_settings), "topics", LIMIT_CODES},
    {OF(hall_settings), "pause_reasons", LIMIT_CODES},
    {OF(hall_settings), "moves", LIMIT_SERVICES + LIMIT_COUNTERS},
    {OF(hall_settings), "double_press_s", LIMIT_DOUBLE_PRESS_S},
    {OF(hall_settings), "hold_limit_per_counter", LIMIT_HELD},
    {OF(hall_settings__reinstate), "behind", LIMIT_BEHIND},
    {OF(holiday), "day", LIMIT_HOLIDAY_DAY},
    {OF(holiday), "spans", LIMIT_SPANS},
    {OF(day_hours), "spans", LIMIT_SPANS},
    {OF(service), "bring", LIMIT_BRING},
};

static void range__ends_at_the_limit(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(limits); i++) {
        const struct setting *row =
            setting_named(setting_group(limits[i].type), limits[i].field, strlen(limits[i].field));
        if (!row || row->high != limits[i].limit)
            fail_msg("%s of the schema ends elsewhere than base/limit.h says", limits[i].field);
    }
}

static void choice__is_the_name_of_a_value(void **state) {
    (void)state;
    char word[SETTING_CHOICE_SIZE];
    const ProtobufCEnumDescriptor *kinds = &hallq__hall_settings__reinstate__kind__descriptor;
    assert_string_equal(
        setting_choice(kinds, HALLQ__HALL_SETTINGS__REINSTATE__KIND__KEEP_RANK, word), "keep_rank");
    assert_null(setting_choice(kinds, 0, word));
    assert_null(setting_choice(kinds, 9, word));
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
