// check_test.c - what settings_check says of a hall with one thing spoilt.
//
// A case spoils the small hall and names the problems it must get, as "path KIND" lines in order.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limit.h"
#include "broker/hall/settings/check.h"
#include "tests/settings/small_hall.h"

#define TOLD_SIZE 4096
#define NEW(a, Type, INIT) arena_copy(a, &(Type)INIT, sizeof(Type))

struct told {
    char text[TOLD_SIZE];
    size_t text_len;
};

static void told_cb(void *arg, const struct problem *p) {
    struct told *told = arg;
    char line[PROBLEM_TEXT_SIZE];
    assert_int_equal(p->warning, problem_is_warning(p->kind));
    assert_string_not_equal(problem_line(p, LANGUAGE_ZH, line, sizeof line), "");
    assert_string_not_equal(problem_line(p, LANGUAGE_EN, line, sizeof line), "");
    assert_null(strstr(line, "{value}"));
    told->text_len +=
        (size_t)snprintf(told->text + told->text_len, TOLD_SIZE - told->text_len, "%s%s %s",
                         told->text_len ? "\n" : "", p->path, problem_name(p->kind));
    assert_true(told->text_len < TOLD_SIZE);
}

// One way to spoil a hall.
typedef void (*spoil_fn)(Hallq__HallSettings *s, struct arena *a);

#define SPOIL(name)                                                                                \
    static void name(Hallq__HallSettings *s, struct arena *a __attribute__((unused)))

SPOIL(nothing) {
    (void)s;
}
SPOIL(all_missing) {
    *s = (Hallq__HallSettings)HALLQ__HALL_SETTINGS__INIT;
}
SPOIL(hall_zero) {
    s->hall = 0;
}
SPOIL(name_gone) {
    s->name = NULL;
}
SPOIL(name_long) {
    char text[LIMIT_TEXT + 2];
    memset(text, 'x', sizeof text);
    text[LIMIT_TEXT + 1] = '\0';
    s->name->en = arena_text(a, text);
}
SPOIL(name_broken) {
    s->name->zh = arena_text(a, "\xe5\x8f");
}
SPOIL(name_with_bell) {
    s->services[1]->name->zh = arena_text(a, "a\ab");
}
SPOIL(name_of_two_lines) {
    s->services[0]->name->zh = arena_text(a, "a\nb");
}
SPOIL(name_turned) {
    s->staff[0]->name = arena_text(a, "a\u202eb");
}
SPOIL(name_of_blanks) {
    s->name->zh = arena_text(a, "\u2003\u3000 \u2800");
}
SPOIL(name_lost) {
    s->staff[0]->name = arena_text(a, "\u5f20\ufffd");
}
SPOIL(zone_name_odd) {
    s->zone_name = arena_text(a, "Asia Shanghai");
}
SPOIL(zone_changes_backwards) {
    Hallq__ZoneChange *changes[] = {s->zone_changes[0], s->zone_changes[0]};
    s->zone_changes = arena_copy(a, changes, sizeof changes);
    s->n_zone_changes = 2;
}
SPOIL(zone_far_ahead) {
    s->zone_changes[0]->offset_s = 50401;
}
SPOIL(day_roll_late) {
    s->day_roll_min = 1440;
}
SPOIL(hours_gone) {
    s->n_hours = 0;
}
SPOIL(weekday_eight) {
    s->hours[0]->weekday = 8;
}
SPOIL(weekday_twice) {
    Hallq__DayHours *hours[] = {s->hours[0], s->hours[0]};
    s->hours = arena_copy(a, hours, sizeof hours);
    s->n_hours = 2;
}
SPOIL(span_backwards) {
    s->hours[0]->spans[0]->to_min = s->hours[0]->spans[0]->from_min;
}
SPOIL(span_past_midnight) {
    s->hours[0]->spans[0]->to_min = 1441;
}
SPOIL(spans_overlap) {
    Hallq__Span *spans[] = {s->hours[0]->spans[0], NEW(a, Hallq__Span, HALLQ__SPAN__INIT)};
    spans[1]->from_min = spans[0]->to_min - 1;
    spans[1]->to_min = spans[0]->to_min + 1;
    s->hours[0]->spans = arena_copy(a, spans, sizeof spans);
    s->hours[0]->n_spans = 2;
}
SPOIL(service_hours_backwards) {
    span_backwards(s, a);
    s->services[1]->hours = s->hours;
    s->services[1]->n_hours = 1;
}
SPOIL(holiday_twice) {
    Hallq__Holiday *holiday = NEW(a, Hallq__Holiday, HALLQ__HOLIDAY__INIT);
    Hallq__Holiday *holidays[] = {holiday, holiday};
    holiday->day = 20000;
    s->holidays = arena_copy(a, holidays, sizeof holidays);
    s->n_holidays = 2;
}
SPOIL(holiday_before_time) {
    Hallq__Holiday *holiday = NEW(a, Hallq__Holiday, HALLQ__HOLIDAY__INIT);
    holiday->day = -1;
    s->holidays = arena_copy(a, &holiday, sizeof holiday);
    s->n_holidays = 1;
}
SPOIL(zone_twice) {
    Hallq__Zone *zone = NEW(a, Hallq__Zone, HALLQ__ZONE__INIT);
    Hallq__Zone *zones[] = {zone, zone};
    zone->id = arena_text(a, "main");
    zone->name = small_text(a, "大厅");
    s->zones = arena_copy(a, zones, sizeof zones);
    s->n_zones = 2;
}
SPOIL(services_gone) {
    s->n_services = 0;
}
SPOIL(services_too_many) {
    Hallq__Service *services[LIMIT_SERVICES + 1];
    for (size_t i = 0; i <= LIMIT_SERVICES; i++)
        services[i] = s->services[i % 2];
    s->services = arena_copy(a, services, sizeof services);
    s->n_services = LIMIT_SERVICES + 1;
}
SPOIL(service_id_high) {
    s->services[1]->id = 10000;
    s->counters[0]->services[1] = s->counters[1]->services[1] = 10000;
}
SPOIL(service_id_twice) {
    s->services[1]->id = 1;
    s->counters[0]->n_services = s->counters[1]->n_services = 1;
}
SPOIL(letter_small) {
    s->services[1]->letter = arena_text(a, "b");
}
SPOIL(letters_many) {
    s->services[1]->letter = arena_text(a, "ABC");
}
SPOIL(letters_mixed) {
    s->services[1]->letter = arena_text(a, "A1");
}
SPOIL(letter_gone) {
    s->services[1]->letter = NULL;
}
SPOIL(letter_twice) {
    s->services[1]->letter = arena_text(a, "A");
}
SPOIL(numbers_backwards) {
    s->services[0]->first_number = 100;
    s->services[0]->last_number = 99;
}
SPOIL(cap_above_numbers) {
    s->services[0]->last_number = 100;
}
SPOIL(targets_low) {
    s->services[0]->target_service_s = 9;
    s->services[0]->target_wait_s = 59;
}
SPOIL(service_zone_unknown) {
    s->services[0]->zone = arena_text(a, "cellar");
}
SPOIL(service_given_by_none) {
    s->counters[0]->n_services = s->counters[1]->n_services = 1;
}
SPOIL(bring_empty) {
    Hallq__Text *bring = small_text(a, "");
    s->services[0]->bring = arena_copy(a, &bring, sizeof bring);
    s->services[0]->n_bring = 1;
}
SPOIL(counters_gone) {
    s->n_counters = 0;
}
SPOIL(counter_id_twice) {
    s->counters[1]->id = 1;
}
SPOIL(counter_gives_nothing) {
    s->counters[1]->n_services = 0;
}
SPOIL(counter_gives_unknown) {
    s->counters[1]->services[1] = 3;
}
SPOIL(counter_gives_twice) {
    s->counters[1]->services[1] = 1;
}
SPOIL(policy_gone) {
    s->counters[1]->policy = NULL;
}
SPOIL(policy_of_the_future) {
    s->counters[1]->policy->kind = (Hallq__LinePolicy__Kind)9;
}
SPOIL(preference_without_limit) {
    s->counters[1]->policy->kind = HALLQ__LINE_POLICY__KIND__PREFERENCE;
}
SPOIL(preference_with_short_limit) {
    s->counters[1]->policy->kind = HALLQ__LINE_POLICY__KIND__PREFERENCE;
    s->counters[1]->policy->limit_s = 59;
}
SPOIL(oldest_with_limit) {
    s->counters[1]->policy->limit_s = 600;
}
static void ratio_set(Hallq__CounterSettings *c, struct arena *a, uint32_t first, uint32_t second) {
    Hallq__LinePolicy__Share *shares[] = {
        NEW(a, Hallq__LinePolicy__Share, HALLQ__LINE_POLICY__SHARE__INIT),
        NEW(a, Hallq__LinePolicy__Share, HALLQ__LINE_POLICY__SHARE__INIT)};
    shares[0]->service = first;
    shares[1]->service = second;
    shares[0]->count = shares[1]->count = 2;
    c->policy->kind = HALLQ__LINE_POLICY__KIND__RATIO;
    c->policy->limit_s = 600;
    c->policy->ratio = arena_copy(a, shares, sizeof shares);
    c->policy->n_ratio = 2;
}
SPOIL(ratio_fine) {
    ratio_set(s->counters[1], a, 1, 2);
}
SPOIL(ratio_empty) {
    ratio_set(s->counters[1], a, 1, 2);
    s->counters[1]->policy->n_ratio = 0;
}
SPOIL(ratio_foreign) {
    ratio_set(s->counters[1], a, 1, 3);
}
SPOIL(ratio_twice) {
    ratio_set(s->counters[1], a, 2, 2);
}
SPOIL(ratio_count_zero) {
    ratio_set(s->counters[1], a, 1, 2);
    s->counters[1]->policy->ratio[0]->count = 0;
}
SPOIL(ratio_unused) {
    ratio_set(s->counters[1], a, 1, 2);
    s->counters[1]->policy->kind = HALLQ__LINE_POLICY__KIND__PREFERENCE;
}
SPOIL(staff_gone) {
    s->n_staff = 0;
}
SPOIL(person_without_name_and_role) {
    s->staff[0]->name = NULL;
    s->staff[0]->role = HALLQ__STAFF__ROLE__NO_ROLE;
}
SPOIL(person_twice) {
    Hallq__StaffSettings *staff[] = {s->staff[0], s->staff[0]};
    s->staff = arena_copy(a, staff, sizeof staff);
    s->n_staff = 2;
}
SPOIL(class_wrong) {
    Hallq__CustomerClass *class = NEW(a, Hallq__CustomerClass, HALLQ__CUSTOMER_CLASS__INIT);
    class->id = 16;
    class->head_start_s = 7201;
    class->name = small_text(a, "老年");
    s->classes = arena_copy(a, &class, sizeof class);
    s->n_classes = 1;
}
SPOIL(codes_wrong) {
    Hallq__Code *code = NEW(a, Hallq__Code, HALLQ__CODE__INIT);
    Hallq__Code *codes[] = {code, code};
    code->code = arena_text(a, "Lunch break");
    code->name = small_text(a, "午餐");
    s->pause_reasons = s->topics = arena_copy(a, codes, sizeof codes);
    s->n_pause_reasons = 1;
    s->n_topics = 2;
}
SPOIL(codes_too_many) {
    Hallq__Code *codes[LIMIT_CODES + 1] = {NULL};
    s->outcomes = arena_copy(a, codes, sizeof codes);
    s->n_outcomes = LIMIT_CODES + 1;
}
SPOIL(rules_low) {
    s->calls_before_no_show = 0;
    s->seconds_between_calls = 4;
    s->hold_limit_s = 59;
    s->hold_limit_per_counter = 0;
    s->max_open_tickets = 0;
    s->counter_lease_s = 9;
    s->journal_days = 6;
}
SPOIL(rules_high) {
    s->min_gap_s = 3601;
    s->check_in_grace_s = 7201;
    s->contact_days = 31;
}
SPOIL(paces_wrong) {
    s->kiosk_tickets_per_min = 6001;
    s->kiosk_burst = 0;
    s->gateway_tickets_per_min = 1;
    s->gateway_burst = 10001;
    s->staff_share_percent = 91;
    s->gateway_share_percent = 101;
}
SPOIL(calm_no_less_than_long) {
    s->alerts->calm_wait_s = s->alerts->long_wait_s;
    s->alerts->storm = 1;
}
SPOIL(voice_wrong) {
    s->voice->languages = HALLQ__VOICE_SETTINGS__LANGUAGES__NO_LANGUAGES;
    s->voice->times = 4;
    s->voice->deadline_s = 121;
}
SPOIL(quiet_backwards) {
    Hallq__Span *spans[2] = {NEW(a, Hallq__Span, HALLQ__SPAN__INIT),
                             NEW(a, Hallq__Span, HALLQ__SPAN__INIT)};
    spans[0]->from_min = 700, spans[0]->to_min = 700;
    spans[1]->from_min = 600, spans[1]->to_min = 1441;
    s->voice->quiet = arena_copy(a, spans, sizeof spans);
    s->voice->n_quiet = 2;
}
SPOIL(voice_of_earlier_settings) {
    s->voice = NULL;
}

SPOIL(reinstate_unclear) {
    s->reinstate->kind = HALLQ__HALL_SETTINGS__REINSTATE__KIND__NO_KIND;
    s->reinstate->behind = 101;
}
SPOIL(day_end_unclear) {
    s->at_day_end = HALLQ__HALL_SETTINGS__DAY_END__NO_DAY_END;
}
SPOIL(level_unknown) {
    s->level = arena_text(a, "city");
}
SPOIL(county_short) {
    s->level = arena_text(a, "county");
    s->hours[0]->spans[0]->to_min--;
}
SPOIL(county_long_enough) {
    s->level = arena_text(a, "county");
}
SPOIL(township_short) {
    s->level = arena_text(a, "township");
    s->hours[0]->spans[0]->to_min = s->hours[0]->spans[0]->from_min + 479;
}
static void move_set(Hallq__HallSettings *s, struct arena *a, uint32_t service, uint32_t counter,
                     size_t move_count) {
    Hallq__Move *move = NEW(a, Hallq__Move, HALLQ__MOVE__INIT);
    Hallq__Move *moves[] = {move, move};
    move->service = service;
    move->counter = counter;
    move->to_service = 1;
    s->moves = arena_copy(a, moves, sizeof moves);
    s->n_moves = move_count;
}
SPOIL(move_fine) {
    move_set(s, a, 3, 0, 1);
}
SPOIL(move_of_nothing) {
    move_set(s, a, 0, 0, 1);
}
SPOIL(move_of_both) {
    move_set(s, a, 3, 4, 1);
}
SPOIL(move_of_what_stays) {
    move_set(s, a, 0, 2, 1);
}
SPOIL(move_twice) {
    move_set(s, a, 3, 0, 2);
}
SPOIL(move_to_nowhere) {
    move_set(s, a, 3, 0, 1);
    s->moves[0]->to_service = 3;
}

static const struct spoilt {
    spoil_fn spoil;
    const char *told;
} spoilt[] = {
    {nothing, ""},
    {all_missing, "hall RANGE\nname.zh TEXT_MISSING\nzone_name ZONE_NAME_BAD\n"
                  "zone_changes ZONE_CHANGES_NONE\nhours NONE_GIVEN\nservices NONE_GIVEN\n"
                  "counters NONE_GIVEN\nstaff STAFF_NONE\ncalls_before_no_show RANGE\n"
                  "seconds_between_calls RANGE\nreinstate.kind CHOICE\nhold_limit_s RANGE\n"
                  "hold_limit_per_counter RANGE\nat_day_end CHOICE\nmax_open_tickets RANGE\n"
                  "counter_lease_s RANGE\njournal_days RANGE"},
    {hall_zero, "hall RANGE"},
    {name_gone, "name.zh TEXT_MISSING"},
    {name_long, "name.en TEXT_LONG"},
    {name_broken, "name.zh TEXT_BROKEN"},
    {name_with_bell, "services[1].name.zh TEXT_CHARACTER"},
    {name_of_two_lines, "services[0].name.zh TEXT_CHARACTER"},
    {name_turned, "staff[0].name TEXT_CHARACTER"},
    {name_of_blanks, "name.zh TEXT_BLANK"},
    {name_lost, "staff[0].name TEXT_LOST"},
    {zone_name_odd, "zone_name ZONE_NAME_BAD"},
    {zone_changes_backwards, "zone_changes[1].at_ms ZONE_CHANGES_ORDER"},
    {zone_far_ahead, "zone_changes[0].offset_s RANGE"},
    {day_roll_late, "day_roll_min RANGE"},
    {hours_gone, "hours NONE_GIVEN"},
    {weekday_eight, "hours[0].weekday RANGE"},
    {weekday_twice, "hours[1].weekday WEEKDAY_TWICE"},
    {span_backwards, "hours[0].spans[0] SPAN_BACKWARDS"},
    {span_past_midnight, "hours[0].spans[0].to_min RANGE"},
    {spans_overlap, "hours[0].spans[1] SPAN_OVERLAP"},
    {service_hours_backwards,
     "hours[0].spans[0] SPAN_BACKWARDS\nservices[1].hours[0].spans[0] SPAN_BACKWARDS"},
    {holiday_twice, "holidays[1].day HOLIDAY_TWICE"},
    {holiday_before_time, "holidays[0].day RANGE"},
    {zone_twice, "zones[1].id CODE_TWICE"},
    {services_gone, "services NONE_GIVEN\ncounters[0].services[0] SERVICE_UNKNOWN\n"
                    "counters[0].services[1] SERVICE_UNKNOWN\n"
                    "counters[1].services[0] SERVICE_UNKNOWN\n"
                    "counters[1].services[1] SERVICE_UNKNOWN"},
    {services_too_many, "services TOO_MANY"},
    {service_id_high, "services[1].id RANGE"},
    {service_id_twice, "services[1].id ID_TWICE"},
    {letter_small, "services[1].letter LETTER_BAD"},
    {letters_many, "services[1].letter LETTER_BAD"},
    {letters_mixed, "services[1].letter LETTER_BAD"},
    {letter_gone, "services[1].letter LETTER_BAD"},
    {letter_twice, "services[1].letter LETTER_TWICE"},
    {numbers_backwards, "services[0].last_number RANGE"},
    {cap_above_numbers, "services[0].daily_cap CAP_UNREACHED"},
    {targets_low, "services[0].target_service_s RANGE\nservices[0].target_wait_s RANGE"},
    {service_zone_unknown, "services[0].zone ZONE_UNKNOWN"},
    {service_given_by_none, "services[1] SERVICE_NOT_GIVEN"},
    {bring_empty, "services[0].bring[0].zh TEXT_MISSING"},
    {counters_gone, "counters NONE_GIVEN"},
    {counter_id_twice, "counters[1].id ID_TWICE"},
    {counter_gives_nothing, "counters[1].services NONE_GIVEN"},
    {counter_gives_unknown, "counters[1].services[1] SERVICE_UNKNOWN"},
    {counter_gives_twice, "counters[1].services[1] SERVICE_TWICE"},
    {policy_gone, "counters[1].policy.kind POLICY_MISSING"},
    {policy_of_the_future, "counters[1].policy.kind POLICY_MISSING"},
    {preference_without_limit, "counters[1].policy.limit_s LIMIT_MISSING"},
    {preference_with_short_limit, "counters[1].policy.limit_s RANGE"},
    {oldest_with_limit, "counters[1].policy.limit_s LIMIT_UNUSED"},
    {ratio_fine, ""},
    {ratio_empty, "counters[1].policy.ratio RATIO_MISSING"},
    {ratio_foreign, "counters[1].policy.ratio[1].service RATIO_FOREIGN"},
    {ratio_twice, "counters[1].policy.ratio[1].service SERVICE_TWICE"},
    {ratio_count_zero, "counters[1].policy.ratio[0].count RANGE"},
    {ratio_unused, "counters[1].policy.ratio RATIO_UNUSED"},
    {staff_gone, "staff STAFF_NONE"},
    {person_without_name_and_role, "staff[0].name TEXT_MISSING\nstaff[0].role CHOICE"},
    {person_twice, "staff[1].id ID_TWICE"},
    {class_wrong, "classes[0].id RANGE\nclasses[0].head_start_s RANGE"},
    {codes_wrong, "pause_reasons[0].code CODE_BAD\ntopics[0].code CODE_BAD\n"
                  "topics[1].code CODE_TWICE\ntopics[1].code CODE_BAD"},
    {codes_too_many, "outcomes TOO_MANY"},
    {rules_low, "calls_before_no_show RANGE\nseconds_between_calls RANGE\nhold_limit_s RANGE\n"
                "hold_limit_per_counter RANGE\nmax_open_tickets RANGE\ncounter_lease_s RANGE\n"
                "journal_days RANGE"},
    {rules_high, "min_gap_s RANGE\ncheck_in_grace_s RANGE\ncontact_days RANGE"},
    {paces_wrong, "kiosk_tickets_per_min RANGE\nkiosk_burst RANGE\ngateway_burst RANGE\n"
                  "staff_share_percent RANGE\ngateway_share_percent RANGE"},
    {calm_no_less_than_long, "alerts.storm RANGE\nalerts.calm_wait_s CALM_TOO_LONG"},
    {voice_wrong, "voice.languages CHOICE\nvoice.times RANGE\nvoice.deadline_s RANGE"},
    {quiet_backwards, "voice.quiet[0] SPAN_BACKWARDS\nvoice.quiet[1].to_min RANGE\n"
                      "voice.quiet[1] SPAN_OVERLAP"},
    {voice_of_earlier_settings, ""},
    {reinstate_unclear, "reinstate.kind CHOICE\nreinstate.behind RANGE"},
    {day_end_unclear, "at_day_end CHOICE"},
    {level_unknown, "level CHOICE"},
    {county_short, "hours[0] HOURS_SHORT_COUNTY"},
    {county_long_enough, ""},
    {township_short, "hours[0] HOURS_SHORT_TOWNSHIP"},
    {move_fine, ""},
    {move_of_nothing, "moves[0] MOVE_UNCLEAR"},
    {move_of_both, "moves[0] MOVE_UNCLEAR"},
    {move_of_what_stays, "moves[0].counter MOVE_STILL_THERE"},
    {move_twice, "moves[1] MOVE_TWICE"},
    {move_to_nowhere, "moves[0].to_service SERVICE_UNKNOWN"},
};

static bool has_error(const char *told) {
    for (int kind = 0; kind < PROBLEM_COUNT; kind++)
        if (!problem_is_warning(kind) && strstr(told, problem_name(kind)))
            return true;
    return false;
}

static void check__finds_what_was_spoilt_and_nothing_else(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof spoilt / sizeof spoilt[0]; i++) {
        struct arena a;
        struct told told = {0};
        arena_init(&a, 0);
        Hallq__HallSettings *s = small_hall(&a);
        spoilt[i].spoil(s, &a);
        bool fit = settings_check(s, told_cb, &told);
        assert_string_equal(told.text, spoilt[i].told);
        assert_int_equal(fit, !has_error(told.text));
        arena_fini(&a);
    }
}

static void sentence__names_numbers_text_and_the_other_place(void **state) {
    (void)state;
    char line[PROBLEM_TEXT_SIZE];
    struct problem twice = {PROBLEM_LETTER_TWICE, .path = "services[1].letter", .text = "A",
                            .other = "services[0].letter"};
    problem_line(&twice, LANGUAGE_EN, line, sizeof line);
    assert_string_equal(line, "services[1].letter: the letter A is used already by "
                              "services[0].letter; choose another");
    problem_line(&twice, LANGUAGE_ZH, line, sizeof line);
    assert_string_equal(line,
                        "services[1].letter: 票号字母 A 与services[0].letter重复；请换一个字母");
    struct problem waiting = {PROBLEM_WAITING_FOR_SERVICE, .value = 7, .low = 3, .high = 2};
    problem_line(&waiting, LANGUAGE_EN, line, sizeof line);
    assert_string_equal(line, "service 7 is removed while 3 wait for it; say under moves where "
                              "they go, for instance {service: 7, to_service: 2}");
}

static void sentence__is_clipped_between_characters(void **state) {
    (void)state;
    char line[8];
    struct problem p = {PROBLEM_RANGE, .text = "号号号号"};
    assert_string_equal(problem_fill("{text}", &p, line, sizeof line), "号号");
    assert_string_equal(problem_fill("a{", &p, line, sizeof line), "a{");
}

static void number__is_shown_in_the_unit_of_its_key(void **state) {
    (void)state;
    char line[PROBLEM_TEXT_SIZE];
    struct problem p = {PROBLEM_RANGE, .value = 30, .low = 60, .high = 14400, .scale = 60};
    assert_string_equal(problem_fill("{value} {low} {high}", &p, line, sizeof line), "0.5 1 240");
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
