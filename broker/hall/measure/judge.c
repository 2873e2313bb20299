// judge.c - how the lines of a measure stand: when it is taken, and ten and thirty minutes later, so
// that the hall can see whether it helped.
#include "broker/hall/core/counters.h"
#include "broker/hall/core/rules_by_due.h"
#include "broker/hall/measure/measure.h"
#include "broker/hall/wait/outlook.h"

#define MINUTE_MS (60 * 1000LL)

// Whole seconds, for the record.
static uint32_t seconds(double s) {
    return (uint32_t)(s + 0.5);
}

// How one line stands, in the arena.
static int line_look(struct deciding *d, uint32_t service, Hallq__LineOutlook **ret) {
    struct outlook outlook;
    int err = outlook_read(d->state, d->now_ms, d->hall, service, &outlook);
    Hallq__LineOutlook *line = *ret = arena_need(d->state->arena, sizeof *line);
    hallq__line_outlook__init(line);
    line->service = service;
    line->told = outlook.told;
    line->forecast_s = outlook.told ? seconds(outlook.forecast_s) : 0;
    line->longest_s = seconds(outlook.longest_s);
    line->waiting = outlook.waiting;
    line->counters = outlook.counters;
    return err;
}

// Whether the measure concerns the line of this service: what it names, what its counter gives or
// is to give; one that names neither concerns all.
static int concerns(struct deciding *d, const Hallq__Measure *what, uint32_t service, bool *ret) {
    const Hallq__CounterRow *row;
    *ret = id_listed(what->services, what->n_services, service) ||
           (!what->n_services && !what->counter);
    if (*ret || !what->counter || !settings_counter(d->settings, what->counter))
        return ERR_OK;
    struct key key = key_counter(d->hall, what->counter);
    int err = counter_row_need(d->state, key, &row);
    if (err)
        return row_passed(d->state, TABLE_COUNTER, key, err) ? ERR_OK : err;
    *ret = counter_gives(d->settings, what->counter, row, service);
    return ERR_OK;
}

int measure_lines(struct deciding *d, const Hallq__Measure *what, Hallq__LineOutlook ***ret,
                  size_t *ret_count) {
    const Hallq__HallSettings *h = d->settings;
    int err = ERR_OK;
    *ret_count = 0;
    *ret = arena_need(d->state->arena, LIMIT_MEASURE_LINES * sizeof(Hallq__LineOutlook *));
    for (size_t i = 0; i < h->n_services && *ret_count < LIMIT_MEASURE_LINES && !err; i++) {
        bool concerned;
        err = concerns(d, what, h->services[i]->id, &concerned);
        if (!err && concerned)
            err = line_look(d, h->services[i]->id, &(*ret)[(*ret_count)++]);
    }
    return err;
}

int measure_judge_due(struct deciding *d, const struct due_key *due) {
    Hallq__MeasureRow *row;
    int err = measure_row_get(d->state, key_measure(d->hall, (uint32_t)due->subject), &row);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    bool first = !row->now->n_outcomes;
    EMIT(d, MEASURE_JUDGED, MeasureJudged, measure_judged, judged);
    judged->measure = (uint32_t)due->subject;
    judged->minutes = first ? MEASURE_JUDGED_FIRST_MIN : MEASURE_JUDGED_LAST_MIN;
    if (first)
        judged->judge_at_ms = row->now->at_ms + MEASURE_JUDGED_LAST_MIN * MINUTE_MS;
    return measure_lines(d, row->now->what, &judged->lines, &judged->n_lines);
}
