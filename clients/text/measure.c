// measure.c - a sentence a kind; services, counters and zones by their names.
#include "measure.h"

#include <string.h>

#include "base/count.h"

static enum text kind_text(const Hallq__Measure *measure) {
    switch (measure->kind) {
    case HALLQ__MEASURE__KIND__OPEN_COUNTER:
        return TEXT_MEASURE_OPEN;
    case HALLQ__MEASURE__KIND__COUNTER_SERVICES:
        return measure->n_services ? TEXT_MEASURE_SERVICES : TEXT_MEASURE_SERVICES_SET;
    case HALLQ__MEASURE__KIND__GUIDE:
        return TEXT_MEASURE_GUIDE;
    case HALLQ__MEASURE__KIND__REST_AREA:
        return TEXT_MEASURE_REST;
    case HALLQ__MEASURE__KIND__DIVERT:
        return measure->to_hall ? TEXT_MEASURE_DIVERT_HALL : TEXT_MEASURE_DIVERT_ZONE;
    case HALLQ__MEASURE__KIND__OFFER_APPOINTMENTS:
        return TEXT_MEASURE_APPOINTMENTS;
    case HALLQ__MEASURE__KIND__SUSPEND_SERVICE:
        return TEXT_MEASURE_SUSPEND;
    case HALLQ__MEASURE__KIND__NOTICE:
        return TEXT_MEASURE_NOTICE;
    case HALLQ__MEASURE__KIND__ZONE_OUT:
        return TEXT_MEASURE_ZONE_OUT;
    case HALLQ__MEASURE__KIND__NO_KIND:
    case _HALLQ__MEASURE__KIND_IS_INT_SIZE:
        break;
    }
    return TEXT_MEASURE_UNKNOWN;
}

static void services_phrase(char to[PHRASE_SIZE], const struct hallq_view *v,
                            const Hallq__Measure *measure, enum language language) {
    char number[PHRASE_SHORT];
    *to = 0;
    for (size_t i = 0; i < measure->n_services; i++) {
        if (i)
            text_join(to, PHRASE_SIZE, text_of(TEXT_LIST_COMMA, language));
        text_join(to, PHRASE_SIZE, phrase_service(number, v, measure->services[i], language));
    }
    if (!measure->n_services)
        text_join(to, PHRASE_SIZE, text_of(TEXT_ALL_SERVICES, language));
}

static const char *zone_name(const struct hallq_view *v, const char *zone, enum language language) {
    const Hallq__HallSettings *s = v->now.settings;
    for (size_t i = 0; s && i < s->n_zones; i++)
        if (!strcmp(s->zones[i]->id, zone))
            return hallq_text(s->zones[i]->name, language);
    return zone;
}

static const char *hall_name(char to[PHRASE_SHORT], const struct hallq_view *v, uint32_t hall,
                             enum language language) {
    const Hallq__HallSettings *s = v->now.settings;
    for (size_t i = 0; s && i < s->n_other_halls; i++)
        if (s->other_halls[i]->hall == hall)
            return hallq_text(s->other_halls[i]->name, language);
    phrase_number(to, hall);
    return to;
}

static const char *notice_text(const struct hallq_view *v, const char *code,
                               enum language language) {
    const Hallq__HallSettings *s = v->now.settings;
    return s ? hallq_code_text(s->notices, s->n_notices, code, language) : code;
}

// What the words of a kind are about: a counter, a notice, a hall or a zone.
static const char *place_name(char to[PHRASE_SHORT], const struct hallq_view *v,
                              const Hallq__Measure *measure, enum language language) {
    if (measure->counter)
        return phrase_counter(to, v, measure->counter, language);
    if (measure->kind == HALLQ__MEASURE__KIND__NOTICE)
        return notice_text(v, measure->text_code, language);
    if (measure->to_hall)
        return hall_name(to, v, measure->to_hall, language);
    return zone_name(v, measure->zone, language);
}

void measure_phrase(char to[PHRASE_SIZE], const struct hallq_view *v, const Hallq__Measure *measure,
                    enum language language) {
    char services[PHRASE_SIZE], number[PHRASE_SHORT];
    services_phrase(services, v, measure, language);
    const char *const values[] = {place_name(number, v, measure, language), services};
    text_fill(to, PHRASE_SIZE, kind_text(measure), language, values, COUNT(values));
}

static enum text offer_text(const Hallq__Measure *measure) {
    switch (measure->kind) {
    case HALLQ__MEASURE__KIND__REST_AREA:
        return *measure->zone ? TEXT_OFFER_REST : TEXT_OFFER_REST_ANYWHERE;
    case HALLQ__MEASURE__KIND__DIVERT:
        return measure->to_hall ? TEXT_OFFER_HALL : TEXT_OFFER_ZONE;
    case HALLQ__MEASURE__KIND__OFFER_APPOINTMENTS:
        return TEXT_OFFER_APPOINTMENTS;
    case HALLQ__MEASURE__KIND__NOTICE:
        return TEXT_OFFER_NOTICE;
    case HALLQ__MEASURE__KIND__ZONE_OUT:
        return TEXT_OFFER_ZONE_OUT;
    case HALLQ__MEASURE__KIND__OPEN_COUNTER:
    case HALLQ__MEASURE__KIND__COUNTER_SERVICES:
    case HALLQ__MEASURE__KIND__GUIDE:
    case HALLQ__MEASURE__KIND__SUSPEND_SERVICE: // the service's line says so itself
    case HALLQ__MEASURE__KIND__NO_KIND:
    case _HALLQ__MEASURE__KIND_IS_INT_SIZE:
        break;
    }
    return TEXT_COUNT;
}

void offer_phrase(char to[PHRASE_SIZE], const struct hallq_view *v, const Hallq__Offer *offer,
                  enum language language) {
    char services[PHRASE_SIZE], number[PHRASE_SHORT];
    const Hallq__Measure *what = offer->what;
    enum text text = what ? offer_text(what) : TEXT_COUNT;
    *to = 0;
    if (text == TEXT_COUNT)
        return;
    services_phrase(services, v, what, language);
    const char *const values[] = {place_name(number, v, what, language), services};
    text_fill(to, PHRASE_SIZE, text, language, values, COUNT(values));
}

void measure_gain(char to[PHRASE_SIZE], const struct hallq_view *v, uint32_t without_s,
                  uint32_t with_s, int64_t at_ms, enum language language) {
    char without[PHRASE_SHORT], with[PHRASE_SHORT], at[PHRASE_SHORT];
    const char *const values[] = {without, with, at};
    *to = 0;
    if (!without_s && !with_s)
        return;
    phrase_minutes(without, without_s, language);
    phrase_minutes(with, with_s, language);
    phrase_clock(at, v, at_ms, false);
    text_fill(to, PHRASE_SIZE, at_ms ? TEXT_MEASURE_GAIN_AT : TEXT_MEASURE_GAIN, language, values,
              COUNT(values));
}

static enum text end_text(Hallq__Measure__End end) {
    switch (end) {
    case HALLQ__MEASURE__END__BY_STAFF:
        return TEXT_END_BY_STAFF;
    case HALLQ__MEASURE__END__TIME_OVER:
        return TEXT_END_TIME_OVER;
    case HALLQ__MEASURE__END__FULFILLED:
        return TEXT_END_FULFILLED;
    case HALLQ__MEASURE__END__ZONE_FAILED:
        return TEXT_END_ZONE_FAILED;
    case HALLQ__MEASURE__END__DAY_OVER:
        return TEXT_END_DAY_OVER;
    case HALLQ__MEASURE__END__SETTINGS_GONE:
        return TEXT_END_SETTINGS_GONE;
    case HALLQ__MEASURE__END__ALERT_OVER:
        return TEXT_END_ALERT_OVER;
    case HALLQ__MEASURE__END__NO_END:
    case _HALLQ__MEASURE__END_IS_INT_SIZE:
        break;
    }
    return TEXT_END_BY_STAFF;
}

void measure_done(char to[PHRASE_SIZE], const struct hallq_view *v, const Hallq__MeasureNow *now,
                  enum language language) {
    char what[PHRASE_SIZE], at[PHRASE_SHORT], ended[PHRASE_SHORT], number[PHRASE_SHORT];
    char state[PHRASE_SIZE] = "";
    phrase_clock(at, v, now->at_ms, false);
    phrase_clock(ended, v, now->lasts ? now->until_ms : now->ended_at_ms, false);
    if (now->lasts)
        TEXT_FILL(state, now->until_ms ? TEXT_MEASURE_UNTIL : TEXT_MEASURE_LASTS, language, ended);
    else if (now->ended_at_ms)
        TEXT_FILL(state, end_text(now->end), language, ended);
    measure_phrase(what, v, now->what, language);
    const char *const values[] = {at, what, now->by ? phrase_staff(number, v, now->by->staff) : "",
                                  state};
    text_fill(to, PHRASE_SIZE, TEXT_MEASURE_DONE, language, values, COUNT(values));
}

// ---------------------------------------------------------------- what came of it

static void outlook_join(char to[PHRASE_SIZE], const Hallq__LineOutlook *line,
                         enum language language) {
    char number[PHRASE_SHORT], one[PHRASE_SIZE];
    if (line->told) {
        phrase_minutes(number, line->forecast_s, language);
        text_join(to, PHRASE_SIZE, number);
        return;
    }
    phrase_number(number, line->waiting);
    TEXT_FILL(one, TEXT_OUTCOME_WAITING, language, number);
    text_join(to, PHRASE_SIZE, one);
}

void measure_outcome(char to[PHRASE_SIZE], const struct hallq_view *v, const Hallq__MeasureNow *now,
                     size_t line, enum language language) {
    char number[PHRASE_SHORT], later[PHRASE_SIZE];
    uint32_t service = now->lines[line]->service;
    const char *const values[] = {phrase_service(number, v, service, language)};
    text_fill(to, PHRASE_SIZE, TEXT_OUTCOME, language, values, COUNT(values));
    outlook_join(to, now->lines[line], language);
    for (size_t i = 0; i < now->n_outcomes; i++) {
        const Hallq__MeasureNow__Outcome *outcome = now->outcomes[i];
        for (size_t j = 0; j < outcome->n_lines; j++) {
            if (outcome->lines[j]->service != service)
                continue;
            phrase_number(number, outcome->minutes);
            TEXT_FILL(later, TEXT_OUTCOME_LATER, language, number);
            text_join(to, PHRASE_SIZE, later);
            outlook_join(to, outcome->lines[j], language);
        }
    }
}
