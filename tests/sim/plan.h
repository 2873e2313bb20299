// plan.h - the settings of a small hall as plain structs: drawn at random for each seed, changed at
// random while people wait, turned into the message for the broker under test, and read by the
// reference model.
#ifndef HALLQ_SIM_PLAN_H
#define HALLQ_SIM_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "settings.pb-c.h"
#include "tests/sim/dice.h"

enum {
    PLAN_SERVICES = 5,
    PLAN_COUNTERS = 6,
    PLAN_STAFF = 9,
    PLAN_CLASSES = 3,
    PLAN_SPANS = 3,
    PLAN_HOLIDAYS = 3,
    PLAN_ZONE_CHANGES = 6,
    PLAN_MOVES = 6,
    PLAN_CODES = 2,
    PLAN_AREAS = 3,
};

#define PLAN_HALL 7u

struct plan_span {
    uint32_t from_min, to_min;
};

struct plan_day {
    struct plan_span spans[PLAN_SPANS];
    size_t span_count;
};

struct plan_week {
    bool set;               // some weekday is listed
    struct plan_day day[7]; // 0 Monday
};

struct plan_holiday {
    int32_t day;
    struct plan_day hours;
};

struct plan_service {
    uint32_t id;
    char letters[3];
    uint32_t first, last;
    bool goes_on;
    uint32_t daily_cap;
    struct plan_week week; // not set: the hall's
    uint32_t target_service_s;
};

enum plan_policy { PLAN_OLDEST = 1, PLAN_PREFERENCE, PLAN_RATIO };

struct plan_share {
    uint32_t service, count;
};

struct plan_counter {
    uint32_t id;
    uint32_t services[PLAN_SERVICES];
    size_t service_count;
    enum plan_policy policy;
    uint32_t limit_s;
    struct plan_share ratio[PLAN_SERVICES];
    size_t share_count;
};

enum plan_role { PLAN_CLERK = 1, PLAN_GUIDE, PLAN_LEAD, PLAN_MANAGER };

struct plan_person {
    uint32_t id;
    enum plan_role role;
    bool may_call_named;
};

struct plan_class {
    uint32_t id;
    uint32_t head_start_s;
    bool self_service;
};

struct plan_zone_change {
    int64_t at_ms;
    int32_t offset_s;
};

struct plan_move {
    uint32_t service, counter, to_service;
};

// A zone of the hall, by its place in plan_areas.
struct plan_area {
    bool there, self_service;
};

enum plan_reinstate { PLAN_KEEP_RANK = 1, PLAN_BEHIND, PLAN_AT_END };
enum plan_day_end { PLAN_CANCEL = 1, PLAN_CARRY };

struct plan {
    uint32_t serial; // stands in the hall's name, so that a message can be traced to its plan
    bool bad;        // breaks a range on purpose: to be refused
    struct plan_zone_change zone[PLAN_ZONE_CHANGES];
    size_t zone_count;
    uint32_t roll_min;
    struct plan_week week;
    struct plan_holiday holidays[PLAN_HOLIDAYS];
    size_t holiday_count;
    struct plan_service services[PLAN_SERVICES];
    size_t service_count;
    struct plan_counter counters[PLAN_COUNTERS];
    size_t counter_count;
    struct plan_person staff[PLAN_STAFF];
    size_t staff_count;
    struct plan_class classes[PLAN_CLASSES];
    size_t class_count;
    uint32_t calls_before_no_show, seconds_between_calls, min_gap_s;
    enum plan_reinstate reinstate;
    uint32_t behind;
    uint32_t hold_limit_s, hold_limit_per_counter;
    enum plan_day_end day_end;
    uint32_t double_press_s;
    uint32_t staff_share_percent, gateway_share_percent;
    uint32_t max_open_tickets, counter_lease_s, check_in_grace_s, journal_days, contact_days;
    struct plan_move moves[PLAN_MOVES];
    size_t move_count;
    struct plan_area areas[PLAN_AREAS];
    bool rests;          // the last of them is where people may sit
    uint32_t rest_s;     // 0: as a file that says nothing
    size_t notice_count; // of plan_notices, the first ones
    uint32_t other_hall; // that people may be sent to, 0 none
    bool rough;          // waits by the rule of thumb
};

// plan_make: the first settings of a seed's hall, for a day that begins about start_ms.
void plan_make(struct plan *p, struct dice *d, int64_t start_ms);

// plan_change: other settings for the same hall; now and then ones that must be refused.
void plan_change(struct plan *p, const struct plan *before, struct dice *d, uint32_t serial);

// plan_widen: no bound of numbers or hours is met, for a run in which many people are called.
void plan_widen(struct plan *p);

// plan_start_ms: when a seed's run begins: shortly before a change of its zone's offset, or not.
int64_t plan_start_ms(struct dice *d);

// plan_message: as `hallq-admin apply` would send it. In the arena.
Hallq__HallSettings *plan_message(const struct plan *p, struct arena *arena);

const struct plan_service *plan_service(const struct plan *p, uint32_t id);
const struct plan_counter *plan_counter(const struct plan *p, uint32_t id);
const struct plan_person *plan_person(const struct plan *p, uint32_t id);
const struct plan_class *plan_class(const struct plan *p, uint32_t id);

// plan_area: the zone of that name, NULL if the hall has none. plan_rest_area: where people may sit, "" nowhere.
const struct plan_area *plan_area(const struct plan *p, const char *name);
const char *plan_rest_area(const struct plan *p);

// Codes every hall of the simulation has; any other is unknown.
extern const char *const plan_pause_reasons[PLAN_CODES];
extern const char *const plan_suspend_reasons[PLAN_CODES];
extern const char *const plan_named_reasons[PLAN_CODES];
extern const char *const plan_past_line_reasons[PLAN_CODES];
extern const char *const plan_cancel_reasons[PLAN_CODES];
extern const char *const plan_outcomes[PLAN_CODES];
extern const char *const plan_topics[PLAN_CODES];
extern const char *const plan_notices[PLAN_CODES]; // a hall has the first ones
extern const char *const plan_areas[PLAN_AREAS];   // and zones, some of these

// plan_code_known: `code` is one of these.
bool plan_code_known(const char *const *codes, const char *code);
// That code as the plan holds it; "" if it does not.
const char *plan_code_of(const char *const *codes, const char *code);

#endif
