// schema.c - libcyaml's tables. They say which keys there are and of what type; ranges,
// lengths and counts are left to settings_check, the one place that knows them.
#include "clients/hallfile/schema.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))
#define ANY CYAML_FLAG_DEFAULT
#define OPTIONAL CYAML_FLAG_OPTIONAL
#define STRICT CYAML_FLAG_STRICT

#define TEXT_LINE(key, flags, type, member)                                                        \
    CYAML_FIELD_STRING_PTR(key, (flags) | CYAML_FLAG_POINTER, struct type, member, 0,              \
                           CYAML_UNLIMITED)
#define TEXT(key, flags, type, member)                                                             \
    CYAML_FIELD_MAPPING(key, flags, struct type, member, hallfile_text_fields)
#define LIST(key, flags, type, member, entry)                                                      \
    CYAML_FIELD_SEQUENCE(key, (flags) | CYAML_FLAG_POINTER, struct type, member, &(entry), 0,      \
                         CYAML_UNLIMITED)
#define ENTRY(name, type, fields)                                                                  \
    static const cyaml_schema_value_t name = {CYAML_VALUE_MAPPING(ANY, struct type, fields)}

const cyaml_schema_field_t hallfile_text_fields[] = {
    TEXT_LINE("zh", ANY, file_text, zh),
    TEXT_LINE("en", OPTIONAL, file_text, en),
    CYAML_FIELD_END,
};
ENTRY(text_entry, file_text, hallfile_text_fields);

static const cyaml_schema_field_t zone_fields[] = {
    TEXT_LINE("id", ANY, file_zone, id),
    TEXT("name", ANY, file_zone, name),
    CYAML_FIELD_END,
};
ENTRY(zone_entry, file_zone, zone_fields);

static const cyaml_schema_field_t service_fields[] = {
    CYAML_FIELD_UINT("id", ANY, struct file_service, id),
    TEXT("name", ANY, file_service, name),
    TEXT_LINE("letter", ANY, file_service, letter),
    TEXT_LINE("numbers", OPTIONAL, file_service, numbers),
    CYAML_FIELD_BOOL_PTR("continue_numbers", OPTIONAL, struct file_service, continue_numbers),
    CYAML_FIELD_UINT_PTR("daily_cap", OPTIONAL, struct file_service, daily_cap),
    CYAML_FIELD_IGNORE("hours", OPTIONAL),
    CYAML_FIELD_FLOAT("target_service_min", ANY, struct file_service, target_service_min),
    CYAML_FIELD_FLOAT("target_wait_min", ANY, struct file_service, target_wait_min),
    TEXT_LINE("zone", OPTIONAL, file_service, zone),
    LIST("bring", OPTIONAL, file_service, bring, text_entry),
    CYAML_FIELD_END,
};
ENTRY(service_entry, file_service, service_fields);

static const cyaml_schema_field_t share_fields[] = {
    CYAML_FIELD_UINT("service", ANY, struct file_share, service),
    CYAML_FIELD_UINT("count", ANY, struct file_share, count),
    CYAML_FIELD_END,
};
ENTRY(share_entry, file_share, share_fields);

static const cyaml_strval_t policy_kinds[] = {
    {"oldest", HALLQ__LINE_POLICY__KIND__OLDEST},
    {"preference", HALLQ__LINE_POLICY__KIND__PREFERENCE},
    {"ratio", HALLQ__LINE_POLICY__KIND__RATIO},
};

static const cyaml_schema_field_t policy_fields[] = {
    CYAML_FIELD_ENUM("kind", STRICT, struct file_policy, kind, policy_kinds, COUNT(policy_kinds)),
    CYAML_FIELD_FLOAT_PTR("limit_min", OPTIONAL, struct file_policy, limit_min),
    LIST("ratio", OPTIONAL, file_policy, ratio, share_entry),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t whole_entry = {CYAML_VALUE_UINT(ANY, uint64_t)};

static const cyaml_schema_field_t counter_fields[] = {
    CYAML_FIELD_UINT("id", ANY, struct file_counter, id),
    CYAML_FIELD_MAPPING_PTR("name", OPTIONAL, struct file_counter, name, hallfile_text_fields),
    TEXT_LINE("zone", OPTIONAL, file_counter, zone),
    LIST("services", ANY, file_counter, services, whole_entry),
    CYAML_FIELD_MAPPING_PTR("policy", OPTIONAL, struct file_counter, policy, policy_fields),
    CYAML_FIELD_END,
};
ENTRY(counter_entry, file_counter, counter_fields);

static const cyaml_strval_t staff_roles[] = {
    {"clerk", HALLQ__STAFF__ROLE__CLERK},
    {"guide", HALLQ__STAFF__ROLE__GUIDE},
    {"lead", HALLQ__STAFF__ROLE__LEAD},
    {"manager", HALLQ__STAFF__ROLE__MANAGER},
};

static const cyaml_schema_field_t person_fields[] = {
    CYAML_FIELD_UINT("id", ANY, struct file_person, id),
    TEXT_LINE("name", ANY, file_person, name),
    CYAML_FIELD_ENUM("role", STRICT, struct file_person, role, staff_roles, COUNT(staff_roles)),
    CYAML_FIELD_BOOL_PTR("may_call_named", OPTIONAL, struct file_person, may_call_named),
    CYAML_FIELD_END,
};
ENTRY(person_entry, file_person, person_fields);

static const cyaml_schema_field_t class_fields[] = {
    CYAML_FIELD_UINT("id", ANY, struct file_class, id),
    TEXT("name", ANY, file_class, name),
    CYAML_FIELD_FLOAT("head_start_min", ANY, struct file_class, head_start_min),
    CYAML_FIELD_BOOL_PTR("self_service", OPTIONAL, struct file_class, self_service),
    CYAML_FIELD_END,
};
ENTRY(class_entry, file_class, class_fields);

static const cyaml_schema_field_t code_fields[] = {
    TEXT_LINE("code", ANY, file_code, code),
    TEXT("name", ANY, file_code, name),
    CYAML_FIELD_END,
};
ENTRY(code_entry, file_code, code_fields);

static const cyaml_strval_t reinstate_kinds[] = {
    {"keep_rank", HALLQ__HALL_SETTINGS__REINSTATE__KIND__KEEP_RANK},
    {"behind", HALLQ__HALL_SETTINGS__REINSTATE__KIND__BEHIND},
    {"at_end", HALLQ__HALL_SETTINGS__REINSTATE__KIND__AT_END},
};

static const cyaml_schema_field_t reinstate_fields[] = {
    CYAML_FIELD_ENUM("kind", STRICT, struct file_reinstate, kind, reinstate_kinds,
                     COUNT(reinstate_kinds)),
    CYAML_FIELD_UINT_PTR("behind", OPTIONAL, struct file_reinstate, behind),
    CYAML_FIELD_END,
};

static const cyaml_strval_t day_ends[] = {
    {"cancel", HALLQ__HALL_SETTINGS__DAY_END__CANCEL},
    {"carry", HALLQ__HALL_SETTINGS__DAY_END__CARRY},
};

static const cyaml_schema_field_t move_fields[] = {
    CYAML_FIELD_UINT_PTR("service", OPTIONAL, struct file_move, service),
    CYAML_FIELD_UINT_PTR("counter", OPTIONAL, struct file_move, counter),
    CYAML_FIELD_UINT("to_service", ANY, struct file_move, to_service),
    CYAML_FIELD_END,
};
ENTRY(move_entry, file_move, move_fields);

#define WHOLE_RULE(key) CYAML_FIELD_UINT_PTR(#key, OPTIONAL, struct file_hall, key)
#define MINUTES_RULE(key) CYAML_FIELD_FLOAT_PTR(#key, OPTIONAL, struct file_hall, key)
#define CODES(key) LIST(#key, OPTIONAL, file_hall, key, code_entry)

static const cyaml_schema_field_t hall_fields[] = {
    CYAML_FIELD_UINT("hall", ANY, struct file_hall, hall),
    TEXT("name", ANY, file_hall, name),
    TEXT_LINE("level", OPTIONAL, file_hall, level),
    TEXT_LINE("time_zone", ANY, file_hall, time_zone),
    TEXT_LINE("day_starts", OPTIONAL, file_hall, day_starts),
    CYAML_FIELD_IGNORE("hours", ANY),
    CYAML_FIELD_IGNORE("holidays", OPTIONAL),
    LIST("zones", OPTIONAL, file_hall, zones, zone_entry),
    LIST("services", ANY, file_hall, services, service_entry),
    LIST("counters", ANY, file_hall, counters, counter_entry),
    LIST("staff", OPTIONAL, file_hall, staff, person_entry),
    LIST("classes", OPTIONAL, file_hall, classes, class_entry),
    CODES(pause_reasons),
    CODES(suspend_reasons),
    CODES(named_reasons),
    CODES(outcomes),
    CODES(topics),
    CODES(past_line_reasons),
    CODES(cancel_reasons),
    CODES(reveal_reasons),
    WHOLE_RULE(calls_before_no_show),
    WHOLE_RULE(seconds_between_calls),
    WHOLE_RULE(min_gap_s),
    CYAML_FIELD_MAPPING_PTR("reinstate", OPTIONAL, struct file_hall, reinstate, reinstate_fields),
    MINUTES_RULE(hold_limit_min),
    WHOLE_RULE(hold_limit_per_counter),
    CYAML_FIELD_ENUM_PTR("at_day_end", OPTIONAL | STRICT, struct file_hall, at_day_end, day_ends,
                         COUNT(day_ends)),
    WHOLE_RULE(max_open_tickets),
    WHOLE_RULE(kiosk_tickets_per_min),
    WHOLE_RULE(kiosk_burst),
    WHOLE_RULE(gateway_tickets_per_min),
    WHOLE_RULE(gateway_burst),
    WHOLE_RULE(staff_share_percent),
    WHOLE_RULE(gateway_share_percent),
    WHOLE_RULE(counter_lease_s),
    MINUTES_RULE(check_in_grace_min),
    WHOLE_RULE(double_press_s),
    MINUTES_RULE(console_idle_min),
    MINUTES_RULE(guide_idle_min),
    MINUTES_RULE(counter_idle_min),
    MINUTES_RULE(web_idle_min),
    MINUTES_RULE(web_session_min),
    WHOLE_RULE(web_tickets_per_min),
    WHOLE_RULE(web_burst),
    WHOLE_RULE(one_ticket_per_contact),
    WHOLE_RULE(journal_days),
    WHOLE_RULE(contact_days),
    LIST("moves", OPTIONAL, file_hall, moves, move_entry),
    CYAML_FIELD_END,
};

const cyaml_schema_value_t hallfile_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct file_hall, hall_fields)};

struct file_holiday {
    char *hours;
    struct file_text name;
};

static const cyaml_schema_field_t holiday_fields[] = {
    TEXT_LINE("hours", ANY, file_holiday, hours),
    TEXT("name", OPTIONAL, file_holiday, name),
    CYAML_FIELD_END,
};

const cyaml_schema_value_t hallfile_holiday_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct file_holiday, holiday_fields)};
