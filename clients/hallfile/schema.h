// schema.h - a hall file as libcyaml loads it: the keys people write, in their units.
//
// Texts are {zh: ..., en: ...}, en may be left out. Lengths of time are in minutes (`_min`,
// decimals allowed) unless the key says seconds or days. Whole numbers are wider than those of the
// settings, so that one out of range is told of with its range. A pointer is an optional key, NULL where
// the file is silent; its default stands beside it. Ranges are those of proto/settings.proto.
//
// `hours` and `holidays` have keys of the writer's own (mon-fri, 2026-10-01), which a schema cannot
// name; hours.c reads them. See halls/county.yaml for a file with everything in it.
#ifndef HALLQ_HALLFILE_SCHEMA_H
#define HALLQ_HALLFILE_SCHEMA_H

#include <cyaml/cyaml.h>
#include <stdbool.h>
#include <stdint.h>

#include "settings.pb-c.h"

struct file_text {
    char *zh, *en;
};

struct file_zone {
    char *id;
    struct file_text name;
};

struct file_service {
    uint64_t id;
    struct file_text name;
    char *letter;
    char *numbers;             // first-last; 1-999
    bool *continue_numbers;    // go on from yesterday's number; false
    uint64_t *daily_cap;       // as many as there are numbers
    double target_service_min; // counter time
    double target_wait_min;
    char *zone; // none
    struct file_text *bring;
    unsigned bring_count;
};

struct file_share {
    uint64_t service, count;
};

struct file_policy {
    Hallq__LinePolicy__Kind kind;
    double *limit_min; // required by preference and ratio
    struct file_share *ratio;
    unsigned ratio_count;
};

struct file_counter {
    uint64_t id;
    struct file_text *name; // N号窗口 / Counter N
    char *zone;             // none
    uint64_t *services;
    unsigned services_count;
    struct file_policy *policy; // oldest
};

struct file_person {
    uint64_t id;
    char *name;
    Hallq__Staff__Role role;
    bool *may_call_named; // false
};

struct file_class {
    uint64_t id;
    struct file_text name;
    double head_start_min;
    bool *self_service; // false
};

struct file_code {
    char *code;
    struct file_text name;
};

struct file_reinstate {
    Hallq__HallSettings__Reinstate__Kind kind;
    uint64_t *behind; // 3
};

struct file_move {
    uint64_t *service, *counter; // one of them
    uint64_t to_service;
};

struct file_hall {
    uint64_t hall;
    struct file_text name;
    char *level; // none
    char *time_zone;
    char *day_starts; // 00:00
    struct file_zone *zones;
    unsigned zones_count;
    struct file_service *services;
    unsigned services_count;
    struct file_counter *counters;
    unsigned counters_count;
    struct file_person *staff;
    unsigned staff_count;
    struct file_class *classes;
    unsigned classes_count;
    struct file_code *pause_reasons, *suspend_reasons, *named_reasons, *outcomes, *topics;
    struct file_code *past_line_reasons, *cancel_reasons, *reveal_reasons;
    unsigned pause_reasons_count, suspend_reasons_count, named_reasons_count, outcomes_count,
        topics_count, past_line_reasons_count, cancel_reasons_count, reveal_reasons_count;
    uint64_t *calls_before_no_show;          // 3
    uint64_t *seconds_between_calls;         // 20
    uint64_t *min_gap_s;                     // 60
    struct file_reinstate *reinstate;        // behind 3
    double *hold_limit_min;                  // 15
    uint64_t *hold_limit_per_counter;        // 5
    Hallq__HallSettings__DayEnd *at_day_end; // cancel
    uint64_t *max_open_tickets;              // 2000
    uint64_t *kiosk_tickets_per_min;         // 30
    uint64_t *kiosk_burst;                   // 10
    uint64_t *gateway_tickets_per_min;       // 600
    uint64_t *gateway_burst;                 // 60
    uint64_t *staff_share_percent;           // 5
    uint64_t *gateway_share_percent;         // 50
    uint64_t *counter_lease_s;               // 60
    double *check_in_grace_min;              // 10
    uint64_t *double_press_s;                // 2
    double *console_idle_min;                // 10
    double *guide_idle_min;                  // 0
    double *counter_idle_min;                // 0
    double *web_idle_min;                    // 15
    double *web_session_min;                 // 720
    uint64_t *web_tickets_per_min;           // 6
    uint64_t *web_burst;                     // 6
    uint64_t *one_ticket_per_contact;        // 0
    uint64_t *journal_days;                  // 400
    uint64_t *contact_days;                  // 7
    struct file_move *moves;
    unsigned moves_count;
};

// hallfile_schema: what libcyaml loads a file by, and what look.c compares it with.
extern const cyaml_schema_value_t hallfile_schema;

// hallfile_text_fields: {zh: ..., en: ...}.
extern const cyaml_schema_field_t hallfile_text_fields[];

// hallfile_holiday_schema: the long form of a holiday, {hours: ..., name: {...}}; compared with
// only.
extern const cyaml_schema_value_t hallfile_holiday_schema;

#endif
