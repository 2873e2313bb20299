// check_time.c - the hall's time zone, hours and holidays.
//
// Hours of a weekday are spans in order of time. Spans that touch (08:30-12:00, 12:00-18:30) are
// one stretch, as far as "hours on end" go: the service rules ask a county hall for 10 of them
// (连续营业不少于 10 小时) and a township hall for 8 in all.
#include <string.h>

#include "broker/hall/settings/checker.h"

#define DAYS_OF_WEEK 7
#define ZONE_NAME_LEN 64
#define COUNTY_MIN 600
#define TOWNSHIP_MIN 480

void check_zone_name(struct checker *c) {
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
    const char *name = text_or_empty(c->s->zone_name);
    size_t name_len = strlen(name);
    if (name_len < 1 || name_len > ZONE_NAME_LEN || strspn(name, letters) != name_len)
        checker_report(c, ".zone_name",
                       (struct problem){PROBLEM_ZONE_NAME_BAD, .text = checker_shown(name)});
}

static void check_zone_change(struct checker *c, size_t i) {
    const Hallq__ZoneChange *change = c->s->zone_changes[i];
    size_t here = checker_push(c, ".zone_changes[%zu]", i);
    checker_fields(c, change);
    if (i && c->s->zone_changes[i - 1]->at_ms >= change->at_ms)
        checker_report(c, ".at_ms", (struct problem){PROBLEM_ZONE_CHANGES_ORDER});
    checker_pop(c, here);
}

void check_zone(struct checker *c) {
    if (!c->s->n_zone_changes)
        checker_report(c, ".zone_changes", (struct problem){PROBLEM_ZONE_CHANGES_NONE});
    if (!checker_list(c, c->s, "zone_changes"))
        return;
    for (size_t i = 0; i < c->s->n_zone_changes; i++)
        check_zone_change(c, i);
}

// Reports a span that is empty or does not follow the span before it.
static void check_span(struct checker *c, const char *list, Hallq__Span *const *spans, size_t i) {
    size_t here = checker_push(c, ".%s[%zu]", list, i);
    bool from_ok = checker_number(c, spans[i], "from_min");
    bool to_ok = checker_number(c, spans[i], "to_min");
    if (from_ok && to_ok && spans[i]->from_min >= spans[i]->to_min)
        checker_report(c, "", (struct problem){PROBLEM_SPAN_BACKWARDS});
    else if (i && spans[i]->from_min < spans[i - 1]->to_min)
        checker_report(c, "", (struct problem){PROBLEM_SPAN_OVERLAP});
    checker_pop(c, here);
}

void check_spans(struct checker *c, const ProtobufCMessage *whose, const char *list,
                 Hallq__Span *const *spans, size_t span_count) {
    if (!checker_list(c, whose, list))
        return;
    for (size_t i = 0; i < span_count; i++)
        check_span(c, list, spans, i);
}

void check_hours(struct checker *c, const ProtobufCMessage *whose, Hallq__DayHours *const *hours,
                 size_t hours_count) {
    if (!checker_list(c, whose, "hours"))
        return;
    for (size_t i = 0; i < hours_count; i++) {
        checker_id_once(c, ".hours", ".weekday", (void *const *)hours, i,
                        offsetof(Hallq__DayHours, weekday), PROBLEM_WEEKDAY_TWICE);
        size_t here = checker_push(c, ".hours[%zu]", i);
        checker_fields(c, hours[i]);
        check_spans(c, &hours[i]->base, "spans", hours[i]->spans, hours[i]->n_spans);
        checker_pop(c, here);
    }
}

static void check_holiday(struct checker *c, size_t i) {
    const Hallq__Holiday *holiday = c->s->holidays[i];
    checker_id_once(c, ".holidays", ".day", (void *const *)c->s->holidays, i,
                    offsetof(Hallq__Holiday, day), PROBLEM_HOLIDAY_TWICE);
    size_t here = checker_push(c, ".holidays[%zu]", i);
    checker_fields(c, holiday);
    check_spans(c, &holiday->base, "spans", holiday->spans, holiday->n_spans);
    if (holiday->name)
        checker_text(c, ".name", holiday->name);
    checker_pop(c, here);
}

void check_holidays(struct checker *c) {
    if (!checker_list(c, c->s, "holidays"))
        return;
    for (size_t i = 0; i < c->s->n_holidays; i++)
        check_holiday(c, i);
}

static int64_t span_min(const Hallq__Span *span) {
    return (int64_t)span->to_min - span->from_min;
}

static int64_t day_total_min(const Hallq__DayHours *day) {
    int64_t total_min = 0;
    for (size_t i = 0; i < day->n_spans; i++)
        total_min += span_min(day->spans[i]);
    return total_min;
}

static int64_t day_on_end_min(const Hallq__DayHours *day) {
    int64_t longest_min = 0, run_min = 0;
    for (size_t i = 0; i < day->n_spans; i++) {
        bool touches = i && day->spans[i - 1]->to_min == day->spans[i]->from_min;
        run_min = (touches ? run_min : 0) + span_min(day->spans[i]);
        longest_min = run_min > longest_min ? run_min : longest_min;
    }
    return longest_min;
}

void check_hours_long_enough(struct checker *c) {
    bool county = !strcmp(text_or_empty(c->s->level), "county");
    if (!county && strcmp(text_or_empty(c->s->level), "township"))
        return;
    struct problem p = {county ? PROBLEM_HOURS_SHORT_COUNTY : PROBLEM_HOURS_SHORT_TOWNSHIP,
                        .low = county ? COUNTY_MIN : TOWNSHIP_MIN, .scale = 60};
    for (size_t i = 0; i < c->s->n_hours && i < DAYS_OF_WEEK; i++) {
        const Hallq__DayHours *day = c->s->hours[i];
        p.value = county ? day_on_end_min(day) : day_total_min(day);
        if (!day->n_spans || p.value >= p.low)
            continue;
        size_t here = checker_push(c, ".hours[%zu]", i);
        checker_report(c, "", p);
        checker_pop(c, here);
    }
}
