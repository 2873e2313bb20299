// fill.c - what libcyaml loaded, as settings: minutes become seconds, silence becomes the
// default, the zone's name its table. Texts are copied; libcyaml's memory ends with the reading.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/limit.h"
#include "base/number.h"
#include "base/zone.h"
#include "clients/hallfile/reader.h"

// Defaults of keys the file leaves out, as documented in schema.h.
#define DEFAULT_FIRST 1
#define DEFAULT_LAST 999
#define DEFAULT_CALLS 3
#define DEFAULT_BETWEEN_CALLS_S 20
#define DEFAULT_MIN_GAP_S 60
#define DEFAULT_BEHIND 3
#define DEFAULT_HOLD_MIN 15
#define DEFAULT_HELD_PER_COUNTER 5
#define DEFAULT_OPEN_TICKETS 2000
#define DEFAULT_KIOSK_PER_MIN 30
#define DEFAULT_KIOSK_BURST 10
#define DEFAULT_GATEWAY_PER_MIN 600
#define DEFAULT_GATEWAY_BURST 60
#define DEFAULT_STAFF_PERCENT 5
#define DEFAULT_GATEWAY_PERCENT 50
#define DEFAULT_LEASE_S 60
#define DEFAULT_GRACE_MIN 10
#define DEFAULT_DOUBLE_PRESS_S 2
#define DEFAULT_CONSOLE_IDLE_MIN 10 // guides and counters: never
#define DEFAULT_WEB_IDLE_MIN 15
#define DEFAULT_WEB_SESSION_MIN 720 // a long shift
#define DEFAULT_WEB_PER_MIN 6
#define DEFAULT_WEB_BURST 6 // a family at one telephone
#define DEFAULT_JOURNAL_DAYS 400
#define DEFAULT_CONTACT_DAYS 7

// NEW: a message in the arena with its defaults; INIT is protobuf-c's.
#define NEW(r, Type, INIT) arena_copy((r)->a, &(Type)INIT, sizeof(Type))

// LIST: fills a repeated field from the file's list of the same name, row by row.
#define LIST(r, out, in, field, row_fill)                                                          \
    do {                                                                                           \
        (out)->n_##field = (in)->field##_count;                                                    \
        (out)->field = arena_need((r)->a, (in)->field##_count * sizeof *(out)->field);             \
        for (unsigned i_ = 0; i_ < (in)->field##_count; i_++)                                      \
            (out)->field[i_] = row_fill(r, &(in)->field[i_], i_);                                  \
    } while (0)

// What is too large stays so: settings_check tells.
static uint32_t whole(uint64_t given) {
    return given < UINT32_MAX ? (uint32_t)given : UINT32_MAX;
}

static uint32_t whole_or(const uint64_t *given, uint32_t otherwise) {
    return given ? whole(*given) : otherwise;
}

static uint32_t seconds(double minutes) {
    double s = minutes * 60;
    return s < UINT32_MAX ? (uint32_t)lround(s) : UINT32_MAX;
}

static uint32_t seconds_or(const double *minutes, double otherwise_min) {
    return seconds(minutes ? *minutes : otherwise_min);
}

static char *text_copy(struct reader *r, const char *text) {
    return arena_text(r->a, text ? text : "");
}

static yaml_node_t *root_key(struct reader *r, const char *key) {
    return node_get(r, yaml_document_get_root_node(&r->doc), key);
}

static Hallq__Text *text_fill(struct reader *r, const struct file_text *in, unsigned index) {
    Hallq__Text *out = NEW(r, Hallq__Text, HALLQ__TEXT__INIT);
    (void)index;
    out->zh = text_copy(r, in->zh);
    out->en = text_copy(r, in->en);
    return out;
}

// ---- services

// "1-999", with or without blanks at the dash.
static bool numbers_read(struct reader *r, const char *text, uint32_t *ret_first,
                         uint32_t *ret_last) {
    char *first = arena_text(r->a, text), *dash = strchr(first, '-');
    if (!dash)
        return false;
    const char *last = dash + 1 + strspn(dash + 1, " ");
    while (dash > first && dash[-1] == ' ')
        dash--;
    *dash = 0;
    return number_read_32(first, 0, UINT32_MAX, ret_first) &&
           number_read_32(last, 0, UINT32_MAX, ret_last);
}

// What has to be written for numbers that read well but not as they stand.
static void numbers_look(struct reader *r, const yaml_node_t *node, uint32_t first, uint32_t last) {
    bool backwards = first > last;
    uint32_t low = backwards ? last : first, high = backwards ? first : last;
    const char *text = node_text(node), *second = strchr(text, '-') + 1;
    struct problem p = {.text = text, .other = arena_printf(r->a, "%u-%u", low, high)};
    second += strspn(second, " ");
    bool may_be = low >= 1 && high <= LIMIT_NUMBER; // else what would be advised is refused
    if (backwards && !may_be)
        tell_value(r, node, HALLFILE_NUMBERS_BAD);
    else if (!may_be)
        return; // settings_check tells it
    else if (backwards)
        tell_at(r, node, HALLFILE_NUMBERS_BACKWARDS, p);
    else if (*text == '0' || *second == '0')
        tell_at(r, node, HALLFILE_LEADING_ZEROS, p);
}

// Tells of numbers that are none.
static void numbers_fill(struct reader *r, const struct file_service *in, unsigned index,
                         Hallq__Service *out) {
    uint32_t first = DEFAULT_FIRST, last = DEFAULT_LAST;
    const yaml_node_t *node = node_get(r, node_item(r, root_key(r, "services"), index), "numbers");
    if (in->numbers && !numbers_read(r, in->numbers, &first, &last))
        tell_value(r, node, HALLFILE_NUMBERS_BAD);
    else if (in->numbers)
        numbers_look(r, node, first, last);
    out->first_number = first;
    out->last_number = last;
    bool fine = first >= 1 && last >= first &&
                last <= LIMIT_NUMBER; // else a cap that nobody wrote is wrong too
    out->daily_cap = whole_or(in->daily_cap, fine ? last - first + 1 : 1);
}

static void service_hours_fill(struct reader *r, unsigned index, Hallq__Service *out) {
    yaml_node_t *hours = node_get(r, node_item(r, root_key(r, "services"), index), "hours");
    const char *path = arena_printf(r->a, "services[%u].hours", index);
    out->hours = hours_read(r, hours, path, &out->n_hours);
}

static Hallq__Service *service_fill(struct reader *r, const struct file_service *in,
                                    unsigned index) {
    Hallq__Service *out = NEW(r, Hallq__Service, HALLQ__SERVICE__INIT);
    out->id = whole(in->id);
    out->name = text_fill(r, &in->name, 0);
    out->letter = text_copy(r, in->letter);
    numbers_fill(r, in, index, out);
    out->continue_numbers = in->continue_numbers && *in->continue_numbers;
    service_hours_fill(r, index, out);
    out->target_service_s = seconds(in->target_service_min);
    out->target_wait_s = seconds(in->target_wait_min);
    out->zone = text_copy(r, in->zone);
    LIST(r, out, in, bring, text_fill);
    return out;
}

// ---- counters

static Hallq__LinePolicy__Share *share_fill(struct reader *r, const struct file_share *in,
                                            unsigned index) {
    Hallq__LinePolicy__Share *out =
        NEW(r, Hallq__LinePolicy__Share, HALLQ__LINE_POLICY__SHARE__INIT);
    (void)index;
    out->service = whole(in->service);
    out->count = whole(in->count);
    return out;
}

static Hallq__LinePolicy *policy_fill(struct reader *r, const struct file_policy *in) {
    Hallq__LinePolicy *out = NEW(r, Hallq__LinePolicy, HALLQ__LINE_POLICY__INIT);
    out->kind = HALLQ__LINE_POLICY__KIND__OLDEST;
    if (!in)
        return out;
    out->kind = in->kind;
    out->limit_s = seconds_or(in->limit_min, 0);
    LIST(r, out, in, ratio, share_fill);
    return out;
}

// The name on the plate, from the number, in both languages.
static Hallq__Text *plate_fill(struct reader *r, uint32_t counter) {
    Hallq__Text *out = NEW(r, Hallq__Text, HALLQ__TEXT__INIT);
    struct problem number = {.value = counter};
    out->zh = text_copy(r, words_in(r, LANGUAGE_ZH, HALLFILE_COUNTER_NAME, number));
    out->en = text_copy(r, words_in(r, LANGUAGE_EN, HALLFILE_COUNTER_NAME, number));
    return out;
}

static Hallq__CounterSettings *counter_fill(struct reader *r, const struct file_counter *in,
                                            unsigned index) {
    Hallq__CounterSettings *out = NEW(r, Hallq__CounterSettings, HALLQ__COUNTER_SETTINGS__INIT);
    (void)index;
    out->id = whole(in->id);
    out->name = in->name ? text_fill(r, in->name, 0) : plate_fill(r, out->id);
    out->zone = text_copy(r, in->zone);
    out->n_services = in->services_count;
    out->services = arena_need(r->a, in->services_count * sizeof *out->services);
    for (unsigned i = 0; i < in->services_count; i++)
        out->services[i] = whole(in->services[i]);
    out->policy = policy_fill(r, in->policy);
    return out;
}

// ---- people, codes and the rest

static Hallq__Zone *zone_fill(struct reader *r, const struct file_zone *in, unsigned index) {
    Hallq__Zone *out = NEW(r, Hallq__Zone, HALLQ__ZONE__INIT);
    (void)index;
    out->id = text_copy(r, in->id);
    out->name = text_fill(r, &in->name, 0);
    return out;
}

static Hallq__StaffSettings *person_fill(struct reader *r, const struct file_person *in,
                                         unsigned index) {
    Hallq__StaffSettings *out = NEW(r, Hallq__StaffSettings, HALLQ__STAFF_SETTINGS__INIT);
    (void)index;
    out->id = whole(in->id);
    out->name = text_copy(r, in->name);
    out->role = in->role;
    out->may_call_named = in->may_call_named && *in->may_call_named;
    return out;
}

static Hallq__CustomerClass *class_fill(struct reader *r, const struct file_class *in,
                                        unsigned index) {
    Hallq__CustomerClass *out = NEW(r, Hallq__CustomerClass, HALLQ__CUSTOMER_CLASS__INIT);
    (void)index;
    out->id = whole(in->id);
    out->name = text_fill(r, &in->name, 0);
    out->head_start_s = seconds(in->head_start_min);
    out->self_service = in->self_service && *in->self_service;
    return out;
}

static Hallq__Code *code_fill(struct reader *r, const struct file_code *in, unsigned index) {
    Hallq__Code *out = NEW(r, Hallq__Code, HALLQ__CODE__INIT);
    (void)index;
    out->code = text_copy(r, in->code);
    out->name = text_fill(r, &in->name, 0);
    return out;
}

static Hallq__Move *move_fill(struct reader *r, const struct file_move *in, unsigned index) {
    Hallq__Move *out = NEW(r, Hallq__Move, HALLQ__MOVE__INIT);
    (void)index;
    out->service = whole_or(in->service, 0);
    out->counter = whole_or(in->counter, 0);
    out->to_service = whole(in->to_service);
    return out;
}

static Hallq__HallSettings__Reinstate *reinstate_fill(struct reader *r,
                                                      const struct file_reinstate *in) {
    Hallq__HallSettings__Reinstate *out =
        NEW(r, Hallq__HallSettings__Reinstate, HALLQ__HALL_SETTINGS__REINSTATE__INIT);
    out->kind = in ? in->kind : HALLQ__HALL_SETTINGS__REINSTATE__KIND__BEHIND;
    bool is_behind = out->kind == HALLQ__HALL_SETTINGS__REINSTATE__KIND__BEHIND;
    out->behind = whole_or(in ? in->behind : NULL, is_behind ? DEFAULT_BEHIND : 0);
    return out;
}

// ---- the hall

// Zones without a place: what they are is seldom what was meant. Etc/GMT+8 is eight hours behind
// UTC.
static bool zone_is_fixed(const char *name) {
    static const char *const names[] = {
        "UTC",     "UCT",     "Zulu",    "Universal", "Greenwich", "EST", "MST", "HST",
        "EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT",   "CET",       "MET", "EET", "WET"};
    if (!strncmp(name, "Etc/", 4) || !strncmp(name, "GMT", 3))
        return true;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (!strcmp(name, names[i]))
            return true;
    return false;
}

static const char *utc_text(struct reader *r, int32_t offset_s) {
    return arena_printf(r->a, "UTC%s%d", offset_s < 0 ? "−" : "+", abs(offset_s / 3600));
}

// What it is now, and what it changes to if it does.
static void zone_look(struct reader *r, const Hallq__HallSettings *out) {
    if (!zone_is_fixed(out->zone_name) || !out->n_zone_changes)
        return;
    int32_t now_s = zone_offset_s(out->zone_changes, out->n_zone_changes, r->now_ms);
    const char *utc = utc_text(r, now_s);
    for (size_t i = 0; i < out->n_zone_changes; i++)
        if (out->zone_changes[i]->at_ms > r->now_ms && out->zone_changes[i]->offset_s != now_s) {
            utc = arena_printf(r->a, "%s / %s", utc, utc_text(r, out->zone_changes[i]->offset_s));
            break;
        }
    warn_at(r, root_key(r, "time_zone"), HALLFILE_ZONE_FIXED,
            (struct problem){.text = out->zone_name, .other = utc});
}

// Names that the system's folder of zones has beside those of places: the machine's own zone, and
// copies, of which right/ counts leap seconds. Returns the place's name, "" if there is none; NULL
// if this is a name like any other.
static const char *zone_of_machine(const char *name) {
    static const char *const names[] = {"localtime", "posixrules", "Factory"};
    static const char *const folders[] = {"posix/", "right/"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (!strcmp(name, names[i]))
            return "";
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        if (!strncmp(name, folders[i], strlen(folders[i])))
            return zone_of_machine(name + strlen(folders[i])) ? "" : name + strlen(folders[i]);
    return NULL;
}

static void zone_table_fill(struct reader *r, Hallq__HallSettings *out) {
    const char *place = zone_of_machine(out->zone_name);
    if (place) {
        bool is_place = *place && !zone_changes(place, r->now_ms, r->now_ms + 1, r->a,
                                                &(Hallq__ZoneChange **){NULL}, &(size_t){0});
        struct problem p = {.text = out->zone_name, .other = is_place ? place : "Asia/Shanghai"};
        tell_at(r, root_key(r, "time_zone"), HALLFILE_ZONE_OF_MACHINE, p);
        return;
    }
    int err = zone_changes(out->zone_name, r->now_ms - ZONE_BEFORE_MS, r->now_ms + ZONE_AHEAD_MS,
                           r->a, &out->zone_changes, &out->n_zone_changes);
    if (err)
        tell_value(r, root_key(r, "time_zone"), HALLFILE_ZONE_NOT_HERE);
    else
        zone_look(r, out);
}

static void day_starts_fill(struct reader *r, const char *text, Hallq__HallSettings *out) {
    const char *at = text ? text : "00:00";
    if (!clock_read(&at, &out->day_roll_min) || *at || out->day_roll_min == 24 * 60)
        tell_value(r, root_key(r, "day_starts"), HALLFILE_CLOCK_BAD);
}

static void time_fill(struct reader *r, const struct file_hall *in, Hallq__HallSettings *out) {
    out->zone_name = text_copy(r, in->time_zone);
    zone_table_fill(r, out);
    day_starts_fill(r, in->day_starts, out);
    out->hours = hours_read(r, root_key(r, "hours"), "hours", &out->n_hours);
    out->holidays = holidays_read(r, root_key(r, "holidays"), &out->n_holidays);
}

static void lists_fill(struct reader *r, const struct file_hall *in, Hallq__HallSettings *out) {
    LIST(r, out, in, zones, zone_fill);
    LIST(r, out, in, services, service_fill);
    LIST(r, out, in, counters, counter_fill);
    LIST(r, out, in, staff, person_fill);
    LIST(r, out, in, classes, class_fill);
    LIST(r, out, in, pause_reasons, code_fill);
    LIST(r, out, in, suspend_reasons, code_fill);
    LIST(r, out, in, named_reasons, code_fill);
    LIST(r, out, in, outcomes, code_fill);
    LIST(r, out, in, topics, code_fill);
    LIST(r, out, in, past_line_reasons, code_fill);
    LIST(r, out, in, cancel_reasons, code_fill);
    LIST(r, out, in, reveal_reasons, code_fill);
    LIST(r, out, in, moves, move_fill);
}

static void web_fill(const struct file_hall *in, Hallq__HallSettings *out) {
    out->web_idle_s = seconds_or(in->web_idle_min, DEFAULT_WEB_IDLE_MIN);
    out->web_session_s = seconds_or(in->web_session_min, DEFAULT_WEB_SESSION_MIN);
    out->web_tickets_per_min = whole_or(in->web_tickets_per_min, DEFAULT_WEB_PER_MIN);
    out->web_burst = whole_or(in->web_burst, DEFAULT_WEB_BURST);
    out->one_ticket_per_contact = whole_or(in->one_ticket_per_contact, 0);
}

static void limits_fill(const struct file_hall *in, Hallq__HallSettings *out) {
    out->max_open_tickets = whole_or(in->max_open_tickets, DEFAULT_OPEN_TICKETS);
    out->kiosk_tickets_per_min = whole_or(in->kiosk_tickets_per_min, DEFAULT_KIOSK_PER_MIN);
    out->kiosk_burst = whole_or(in->kiosk_burst, DEFAULT_KIOSK_BURST);
    out->gateway_tickets_per_min = whole_or(in->gateway_tickets_per_min, DEFAULT_GATEWAY_PER_MIN);
    out->gateway_burst = whole_or(in->gateway_burst, DEFAULT_GATEWAY_BURST);
    out->staff_share_percent = whole_or(in->staff_share_percent, DEFAULT_STAFF_PERCENT);
    out->gateway_share_percent = whole_or(in->gateway_share_percent, DEFAULT_GATEWAY_PERCENT);
}

static void rules_fill(struct reader *r, const struct file_hall *in, Hallq__HallSettings *out) {
    out->calls_before_no_show = whole_or(in->calls_before_no_show, DEFAULT_CALLS);
    out->seconds_between_calls = whole_or(in->seconds_between_calls, DEFAULT_BETWEEN_CALLS_S);
    out->min_gap_s = whole_or(in->min_gap_s, DEFAULT_MIN_GAP_S);
    out->reinstate = reinstate_fill(r, in->reinstate);
    out->hold_limit_s = seconds_or(in->hold_limit_min, DEFAULT_HOLD_MIN);
    out->hold_limit_per_counter = whole_or(in->hold_limit_per_counter, DEFAULT_HELD_PER_COUNTER);
    out->at_day_end = in->at_day_end ? *in->at_day_end : HALLQ__HALL_SETTINGS__DAY_END__CANCEL;
    limits_fill(in, out);
    web_fill(in, out);
    out->counter_lease_s = whole_or(in->counter_lease_s, DEFAULT_LEASE_S);
    out->check_in_grace_s = seconds_or(in->check_in_grace_min, DEFAULT_GRACE_MIN);
    out->double_press_s = whole_or(in->double_press_s, DEFAULT_DOUBLE_PRESS_S);
    out->console_idle_s = seconds_or(in->console_idle_min, DEFAULT_CONSOLE_IDLE_MIN);
    out->guide_idle_s = seconds_or(in->guide_idle_min, 0);
    out->counter_idle_s = seconds_or(in->counter_idle_min, 0);
    out->journal_days = whole_or(in->journal_days, DEFAULT_JOURNAL_DAYS);
    out->contact_days = whole_or(in->contact_days, DEFAULT_CONTACT_DAYS);
}

Hallq__HallSettings *fill(struct reader *r, const struct file_hall *in) {
    Hallq__HallSettings *out = NEW(r, Hallq__HallSettings, HALLQ__HALL_SETTINGS__INIT);
    out->hall = whole(in->hall);
    out->name = text_fill(r, &in->name, 0);
    out->level = text_copy(r, in->level);
    time_fill(r, in, out);
    lists_fill(r, in, out);
    rules_fill(r, in, out);
    return out;
}
