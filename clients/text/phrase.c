// phrase.c - words for what a view holds. The settings may be missing (nothing heard yet), and what
// an event names may be gone from them: numbers stand in.
#include "phrase.h"

#include <stdio.h>
#include <string.h>

#include "base/limit.h"

#define DAY_S 86400

// ---------------------------------------------------------------- time

// The settings carry the zone's offsets for years ahead, so no zone data is needed here.
static bool local_s(const struct hallq_view *v, int64_t at_ms, int64_t *ret_local_s) {
    const Hallq__HallSettings *s = v->now.settings;
    if (!s || !at_ms)
        return false;
    int32_t offset_s = s->n_zone_changes ? s->zone_changes[0]->offset_s : 0;
    for (size_t i = 0; i < s->n_zone_changes && s->zone_changes[i]->at_ms <= at_ms; i++)
        offset_s = s->zone_changes[i]->offset_s;
    *ret_local_s = at_ms / 1000 + offset_s;
    return true;
}

void phrase_clock(char to[PHRASE_SHORT], const struct hallq_view *v, int64_t at_ms, bool seconds) {
    int64_t local = 0;
    bool known = local_s(v, at_ms, &local);
    unsigned s = (unsigned)(local % DAY_S);
    if (!known)
        snprintf(to, PHRASE_SHORT, "%s", seconds ? "--:--:--" : "--:--");
    else if (seconds)
        snprintf(to, PHRASE_SHORT, "%02u:%02u:%02u", s / 3600, s / 60 % 60, s % 60);
    else
        snprintf(to, PHRASE_SHORT, "%02u:%02u", s / 3600, s / 60 % 60);
}

// Days since 1970 to a date of the Gregorian calendar (Hinnant, "chrono-compatible low-level date
// algorithms", civil_from_days).
static void date_of(int64_t day, int *ret_year, int *ret_month, int *ret_day) {
    int64_t z = day + 719468;
    int64_t era = z / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    *ret_day = (int)(doy - (153 * mp + 2) / 5 + 1);
    *ret_month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *ret_year = (int)(yoe + era * 400 + (*ret_month <= 2));
}

void phrase_date(char to[PHRASE_SHORT], const struct hallq_view *v, int64_t at_ms,
                 enum language language) {
    int64_t local = 0;
    int year = 0, month = 0, day = 0;
    *to = 0;
    if (!local_s(v, at_ms, &local))
        return;
    date_of(local / DAY_S, &year, &month, &day);
    enum text weekday = TEXT_THURSDAY + (int)(local / DAY_S % 7); // 1970-01-01 was a Thursday
    snprintf(to, PHRASE_SHORT, "%04d-%02d-%02d %s", year, month, day, text_of(weekday, language));
}

void phrase_from(char to[PHRASE_SHORT], const struct hallq_view *v, int64_t at_ms,
                 enum language language) {
    char clock[PHRASE_SHORT];
    int64_t at_s = 0, now_s = 0;
    *to = 0;
    if (local_s(v, at_ms, &at_s) && local_s(v, v->whole_at_ms, &now_s) &&
        at_s / DAY_S != now_s / DAY_S) {
        phrase_date(to, v, at_ms, language);
        text_join(to, PHRASE_SHORT, " ");
    }
    phrase_clock(clock, v, at_ms, at_s % 60);
    text_join(to, PHRASE_SHORT, clock);
}

void phrase_moment(char to[PHRASE_SHORT], const struct hallq_view *v, int64_t at_ms) {
    int64_t local = at_ms / 1000;
    int year, month, day;
    local_s(v, at_ms, &local);
    int64_t day_s = local - local % DAY_S - (local % DAY_S < 0 ? DAY_S : 0);
    unsigned s = (unsigned)(local - day_s);
    date_of(day_s / DAY_S, &year, &month, &day);
    snprintf(to, PHRASE_SHORT, "%04d-%02d-%02d %02u:%02u", year, month, day, s / 3600, s / 60 % 60);
}

void phrase_clock_doubt(char to[PHRASE_SIZE], const struct hallq_view *v, int64_t now_ms,
                        bool staff, enum language language) {
    char hall[PHRASE_SHORT], machine[PHRASE_SHORT];
    const char *const values[] = {hall, machine};
    phrase_moment(hall, v, now_ms);
    phrase_moment(machine, v, v->now.clock->wall_at_ms);
    enum text what = !staff                                           ? TEXT_CLOCK_DOUBT_KIOSK
                     : LIMIT_CLOCK_POSSIBLE(v->now.clock->wall_at_ms) ? TEXT_CLOCK_DOUBT
                                                                      : TEXT_CLOCK_THERE_WRONG;
    text_fill(to, PHRASE_SIZE, what, language, values, 2);
}

void phrase_number(char to[PHRASE_SHORT], uint64_t number) {
    snprintf(to, PHRASE_SHORT, "%llu", (unsigned long long)number);
}

void phrase_minutes(char to[PHRASE_SHORT], int64_t span_s, enum language language) {
    char hours[PHRASE_SHORT], minutes[PHRASE_SHORT];
    int64_t min = span_s / 60;
    phrase_number(hours, (uint64_t)(min > 0 ? min / 60 : 0));
    snprintf(minutes, sizeof minutes, min < 100 ? "%d" : "%02d",
             (int)(min < 0     ? 0
                   : min < 100 ? min
                               : min % 60));
    enum text shape = min < 1     ? TEXT_UNDER_A_MINUTE
                      : min < 100 ? TEXT_MINUTES
                      : min < 600 ? TEXT_HOURS
                                  : TEXT_HOURS_ALONE;
    const char *values[] = {minutes, hours};
    text_fill(to, PHRASE_SHORT, shape, language, values, 2);
}

// An estimate pretends to no more than it knows: rounded up to 5 minutes from 10 on, and to
// hours from 95 minutes on.
static int64_t rough_s(int64_t span_s) {
    int64_t step_s = span_s < 600 ? 60 : span_s <= 5700 ? 300 : 3600;
    return (span_s + step_s - 1) / step_s * step_s;
}

void phrase_rough(char to[PHRASE_SHORT], int64_t span_s, enum language language) {
    char minutes[PHRASE_SHORT];
    int64_t shown_s = rough_s(span_s);
    phrase_number(minutes, (uint64_t)(shown_s / 3600));
    const char *values[] = {minutes};
    if (span_s > 5700) {
        text_fill(to, PHRASE_SHORT, TEXT_ABOUT_HOURS, language, values, 1);
    } else {
        phrase_minutes(minutes, shown_s, language);
        text_fill(to, PHRASE_SHORT, TEXT_ABOUT, language, values, 1);
    }
}

void phrase_timer(char to[PHRASE_SHORT], int64_t span_s) {
    int64_t s = span_s > 0 ? span_s : 0;
    if (s < 3600)
        snprintf(to, PHRASE_SHORT, "%02d:%02d", (int)(s / 60), (int)(s % 60));
    else
        snprintf(to, PHRASE_SHORT, "%lld:%02d:%02d", (long long)(s / 3600), (int)(s / 60 % 60),
                 (int)(s % 60));
}

// ---------------------------------------------------------------- names

const char *phrase_service(char to[PHRASE_SHORT], const struct hallq_view *v, uint32_t service,
                           enum language language) {
    const Hallq__Service *s = hallq_view_service(v, service);
    if (s)
        return hallq_text(s->name, language);
    phrase_number(to, service);
    return to;
}

const char *phrase_counter(char to[PHRASE_SHORT], const struct hallq_view *v, uint32_t counter,
                           enum language language) {
    const Hallq__CounterSettings *c = hallq_view_counter_settings(v, counter);
    if (c)
        return hallq_text(c->name, language);
    phrase_number(to, counter);
    return to;
}

const char *phrase_staff(char to[PHRASE_SHORT], const struct hallq_view *v, uint32_t staff) {
    const Hallq__StaffSettings *s = hallq_view_staff(v, staff);
    if (s)
        return s->name;
    phrase_number(to, staff);
    return to;
}

const char *phrase_letter(const struct hallq_view *v, uint32_t service) {
    const Hallq__Service *s = hallq_view_service(v, service);
    return s ? s->letter : "";
}

void phrase_line(char to[PHRASE_SIZE], const struct hallq_view *v, Hallq__Line__Kind kind,
                 uint32_t id, enum language language) {
    char number[PHRASE_SHORT];
    const char *name = kind == HALLQ__LINE__KIND__SERVICE ? phrase_service(number, v, id, language)
                       : kind == HALLQ__LINE__KIND__COUNTER
                           ? phrase_counter(number, v, id, language)
                           : phrase_staff(number, v, id);
    *to = 0;
    if (kind == HALLQ__LINE__KIND__SERVICE)
        text_join(to, PHRASE_SIZE, name);
    else
        text_fill(to, PHRASE_SIZE, TEXT_OWN_LINE, language, (const char *const[]){name}, 1);
}

void phrase_held(char to[PHRASE_SIZE], const struct hallq_view *v, const char *number,
                 int64_t since_ms, int64_t until_ms, bool has_note, enum language language) {
    char since[PHRASE_SHORT], until[PHRASE_SHORT];
    phrase_clock(since, v, since_ms, false);
    phrase_clock(until, v, until_ms, false);
    const char *values[] = {number, until, since};
    text_fill(to, PHRASE_SIZE, since_ms ? TEXT_HELD_ROW : TEXT_HELD_ROW_OLD, language, values,
              since_ms ? 3 : 2);
    if (has_note)
        text_join(to, PHRASE_SIZE, text_of(TEXT_HELD_NOTE, language));
}

void phrase_hall(char to[PHRASE_SIZE], const struct hallq_view *v, enum language language) {
    char number[PHRASE_SHORT];
    phrase_number(number, v->now.hall);
    *to = 0;
    if (v->now.settings)
        text_join(to, PHRASE_SIZE, hallq_text(v->now.settings->name, language));
    else
        text_fill(to, PHRASE_SIZE, TEXT_HALL_NUMBER, language, (const char *const[]){number}, 1);
}

// ---------------------------------------------------------------- states, rules, codes

const char *phrase_counter_state(Hallq__Counter__State state, enum language language) {
    switch (state) {
    case HALLQ__COUNTER__STATE__CLOSED:
        return text_of(TEXT_COUNTER_CLOSED, language);
    case HALLQ__COUNTER__STATE__FREE:
        return text_of(TEXT_COUNTER_FREE, language);
    case HALLQ__COUNTER__STATE__CALLING:
        return text_of(TEXT_COUNTER_CALLING, language);
    case HALLQ__COUNTER__STATE__SERVING:
        return text_of(TEXT_COUNTER_SERVING, language);
    case HALLQ__COUNTER__STATE__PAUSED:
        return text_of(TEXT_COUNTER_PAUSED, language);
    case HALLQ__COUNTER__STATE__NO_STATE:
    case _HALLQ__COUNTER__STATE_IS_INT_SIZE:
        break;
    }
    return "";
}

const char *phrase_rule(Hallq__Why__Rule rule, enum language language) {
    switch (rule) {
    case HALLQ__WHY__RULE__OLDEST:
        return text_of(TEXT_RULE_OLDEST, language);
    case HALLQ__WHY__RULE__PREFERENCE:
        return text_of(TEXT_RULE_PREFERENCE, language);
    case HALLQ__WHY__RULE__LIMIT:
        return text_of(TEXT_RULE_LIMIT, language);
    case HALLQ__WHY__RULE__RATIO:
        return text_of(TEXT_RULE_RATIO, language);
    case HALLQ__WHY__RULE__OWN:
        return text_of(TEXT_RULE_OWN, language);
    case HALLQ__WHY__RULE__NAMED:
        return text_of(TEXT_RULE_NAMED, language);
    case HALLQ__WHY__RULE__RECALL:
        return text_of(TEXT_RULE_RECALL, language);
    case HALLQ__WHY__RULE__NO_RULE:
    case _HALLQ__WHY__RULE_IS_INT_SIZE:
        break;
    }
    return "";
}

const char *phrase_pause_reason(const struct hallq_view *v, const char *code,
                                enum language language) {
    const Hallq__HallSettings *s = v->now.settings;
    return s ? hallq_code_text(s->pause_reasons, s->n_pause_reasons, code, language) : code;
}

const char *phrase_suspend_reason(const struct hallq_view *v, const char *code,
                                  enum language language) {
    const Hallq__HallSettings *s = v->now.settings;
    return s ? hallq_code_text(s->suspend_reasons, s->n_suspend_reasons, code, language) : code;
}

const char *phrase_named_reason(const struct hallq_view *v, const char *code,
                                enum language language) {
    const Hallq__HallSettings *s = v->now.settings;
    return s ? hallq_code_text(s->named_reasons, s->n_named_reasons, code, language) : code;
}
