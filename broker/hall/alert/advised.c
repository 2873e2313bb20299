// advised.c - the advice was found for the hall of some moments ago, so what it needs is looked at
// again. An event is written only where the proposal is another, or its waits moved.
#include "broker/hall/alert/advised.h"

#include <math.h>

#include "broker/forecast/range.h"
#include "broker/hall/alert/limits.h"
#include "broker/hall/alert/list.h"
#include "broker/hall/core/counters.h"
#include "broker/hall/core/deciding.h"
#include "broker/hall/core/measures.h"
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/core/settings_cache.h"

#define ADVISED_STANDS_S (ADVICE_HORIZON_S / 2)

// ---------------------------------------------------------------- wanted

// When the last measure was taken for the alert; 0: none was, or it is not kept any more.
static int acted_at_ms(struct state *s, uint32_t hall, const Hallq__Alert *alert, int64_t *ret) {
    Hallq__MeasureRow *row;
    struct key key = key_measure(hall, (uint32_t)alert->measure);
    *ret = 0;
    if (!alert->measure)
        return ERR_OK;
    int err = measure_row_get(s, key, &row);
    if (err == ERR_NOT_FOUND || row_passed(s, TABLE_MEASURE, key, err))
        return ERR_OK;
    if (!err && row->now &&
        row->now->measure == alert->measure) // its place may be another's by now
        *ret = row->now->at_ms;
    return err;
}

// A measure is given time to show what it does: what stands of the proposal was made before it. If the
// line is still crowded then, more is needed.
static int is_wanted(struct state *s, uint32_t hall, const Hallq__Alert *alert, int64_t now_ms,
                     bool *ret) {
    int64_t acted_ms;
    int err = acted_at_ms(s, hall, alert, &acted_ms);
    *ret = !err && alert->kind == HALLQ__ALERT__KIND__LINE_CROWDED && !alert->count &&
           alert->level >= HALLQ__ALERT__LEVEL__AMBER &&
           now_ms - acted_ms >= ADVISED_AGAIN_S * 1000LL &&
           (!alert->proposal || now_ms - alert->proposal->at_ms >= ADVISED_FRESH_S * 1000LL);
    return err;
}

int advice_wanted(struct state *s, int64_t now_ms, uint32_t hall,
                  struct advice_wanted ret[ADVISED_MOST], size_t *ret_count) {
    const Hallq__HallRow *row;
    const Hallq__HallSettings *settings;
    Hallq__Alert **open;
    size_t count;
    *ret_count = 0;
    int err = hall_row_get(s, key_hall(hall), &row);
    if (!err && !row->open_alerts)
        return ERR_OK;
    if (!err)
        err = settings_get(s, hall, row->version, &settings);
    if (!err)
        err = alerts_open(s, hall, &open, &count);
    if (err)
        return err;
    double target_s = alert_limits(settings).crowd.long_s;
    for (size_t i = 0; i < count && *ret_count < ADVISED_MOST && !err; i++) {
        bool wanted;
        if (!(err = is_wanted(s, hall, open[i], now_ms, &wanted)) && wanted)
            ret[(*ret_count)++] =
                (struct advice_wanted){open[i]->alert, open[i]->subject, target_s};
    }
    return err;
}

// ---------------------------------------------------------------- the proposal

static Hallq__Measure *measure_add(struct deciding *d, Hallq__Proposal *to,
                                   Hallq__Measure__Kind kind) {
    Hallq__Measure *measure = arena_need(d->state->arena, sizeof *measure);
    hallq__measure__init(measure);
    measure->kind = kind;
    return to->measures[to->n_measures++] = measure;
}

// Whether each measure could be taken: the settings have its services still, and none stands already for
// some of the same. The rest would not bring what is promised.
static bool can_be_taken(const struct deciding *d, const struct measures *kept,
                         const Hallq__Proposal *proposal) {
    for (size_t i = 0; i < proposal->n_measures; i++) {
        const Hallq__Measure *measure = proposal->measures[i];
        for (size_t k = 0; k < measure->n_services; k++)
            if (!settings_service(d->settings, measure->services[k]))
                return false;
        if (measure_clash(kept, measure, 0))
            return false;
    }
    return true;
}

// People are sent to self-service where a zone has it and it works; else, or if they are sent there
// already, they are offered to come another time.
static void elsewhere_propose(struct deciding *d, const struct measures *kept, uint32_t service,
                              uint32_t people, Hallq__Proposal *to) {
    const Hallq__Zone *zone = self_service_zone(d->settings, kept);
    Hallq__Measure *measure = measure_add(
        d, to, zone ? HALLQ__MEASURE__KIND__DIVERT : HALLQ__MEASURE__KIND__OFFER_APPOINTMENTS);
    measure->services = arena_copy(d->state->arena, &service, sizeof service);
    measure->n_services = 1;
    measure->people = people;
    char *nowhere = measure->zone;
    if (!zone)
        return;
    measure->zone = zone->id;
    if (!measure_clash(kept, measure, 0))
        return;
    measure->kind = HALLQ__MEASURE__KIND__OFFER_APPOINTMENTS;
    measure->zone = nowhere;
}

static int measures_propose(struct deciding *d, uint32_t service, const struct advice *advice,
                            Hallq__Proposal *to) {
    Hallq__Measure *measure;
    struct measures kept = {.count = 0};
    int err = measures_read(d->state, d->hall, d->row, &kept);
    if (err)
        return err;
    to->measures = arena_need(d->state->arena, ADVICE_COUNTERS * sizeof(Hallq__Measure *));
    switch (advice->kind) {
    case ADVICE_NONE:
        break;
    case ADVICE_OPEN:
        for (uint32_t i = 0; i < advice->counter_count; i++)
            measure_add(d, to, HALLQ__MEASURE__KIND__OPEN_COUNTER)->counter = advice->counters[i];
        break;
    case ADVICE_SERVICES:
        measure = measure_add(d, to, HALLQ__MEASURE__KIND__COUNTER_SERVICES);
        measure->counter = advice->counters[0];
        measure->services = arena_copy(d->state->arena, advice->services,
                                       advice->service_count * sizeof *advice->services);
        measure->n_services = advice->service_count;
        break;
    case ADVICE_ELSEWHERE:
        elsewhere_propose(d, &kept, service, advice->people, to);
        break;
    }
    if (!can_be_taken(d, &kept, to))
        to->n_measures = 0;
    return ERR_OK;
}

static uint32_t whole_s(double wait_s) {
    return wait_s >= 0 && wait_s < UINT32_MAX ? (uint32_t)lround(wait_s) : 0;
}

static void waits_propose(struct deciding *d, const struct advice *advice, Hallq__Proposal *to) {
    struct arena *arena = d->state->arena;
    to->at_ms = d->now_ms;
    to->by_ms = d->now_ms + (int64_t)(advice->by_s * 1e3);
    to->later_at_ms = d->now_ms + (int64_t)(ADVICE_HORIZON_S * 1e3);
    to->now_s = whole_s(advice->now_s);
    to->without_s = whole_s(advice->without_s);
    to->without_upper_s = whole_s(advice->without_upper_s);
    to->with_s = whole_s(advice->with_s);
    to->with_upper_s = whole_s(advice->with_upper_s);
    to->enough = advice->enough;
    to->open = advice->open;
    to->least = advice->least;
    to->safe = advice->safe;
    to->worse = arena_need(arena, (advice->worse_count + 1) * sizeof *to->worse);
    for (uint32_t i = 0; i < advice->worse_count; i++) {
        Hallq__Proposal__Worse *worse = arena_need(arena, sizeof *worse);
        hallq__proposal__worse__init(worse);
        worse->service = advice->worse[i].service;
        worse->without_s = whole_s(advice->worse[i].without_s);
        worse->with_s = whole_s(advice->worse[i].with_s);
        to->worse[to->n_worse++] = worse;
    }
}

// ---------------------------------------------------------------- whether it is said

// Whether the counters still are as the advice needs them.
static int can_be_done(struct deciding *d, const struct advice *advice, bool *ret) {
    *ret = advice->kind != ADVICE_NONE;
    for (uint32_t i = 0; i < advice->counter_count && *ret; i++) {
        const Hallq__CounterRow *row;
        struct key key = key_counter(d->hall, advice->counters[i]);
        int err = counter_row_need(d->state, key, &row);
        if (row_passed(d->state, TABLE_COUNTER, key, err)) {
            *ret = false;
            return ERR_OK;
        }
        if (err)
            return err;
        *ret = settings_counter(d->settings, advice->counters[i]) &&
               counter_works(row) == (advice->kind == ADVICE_SERVICES);
    }
    return ERR_OK;
}

static bool same_measure(const Hallq__Measure *a, const Hallq__Measure *b) {
    bool same = a->kind == b->kind && a->counter == b->counter && a->n_services == b->n_services;
    for (size_t i = 0; i < a->n_services && same; i++)
        same = a->services[i] == b->services[i];
    return same && !wait_moved(a->people * 60, b->people * 60); // as a wait of so many minutes
}

// A proposal that stands is told anew when half of the time has gone by that its waits are for.
static bool same_proposal(const Hallq__Proposal *told, const Hallq__Proposal *now) {
    if (!told || now->at_ms - told->at_ms >= (int64_t)(ADVISED_STANDS_S * 1e3))
        return false;
    if (told->n_measures != now->n_measures || told->enough != now->enough)
        return false;
    for (size_t i = 0; i < told->n_measures; i++)
        if (!same_measure(told->measures[i], now->measures[i]))
            return false;
    return !wait_moved(told->without_upper_s, now->without_upper_s) &&
           !wait_moved(told->with_upper_s, now->with_upper_s);
}

static int advice_settle(struct deciding *d, const Hallq__Alert *alert,
                         const struct advice *advice) {
    Hallq__Proposal *proposal = arena_need(d->state->arena, sizeof *proposal);
    bool can;
    hallq__proposal__init(proposal);
    int err = can_be_done(d, advice, &can);
    if (err || !can)
        return err;
    err = measures_propose(d, alert->subject, advice, proposal);
    if (err || !proposal->n_measures)
        return err;
    waits_propose(d, advice, proposal);
    if (same_proposal(alert->proposal, proposal))
        return ERR_OK;
    EMIT(d, ALERT_ADVISED, AlertAdvised, alert_advised, advised);
    advised->alert = alert->alert;
    advised->proposal = proposal;
    return ERR_OK;
}

int decide_advice(struct state *s, int64_t now_ms, uint32_t hall, uint64_t alert,
                  const struct advice *advice, struct decision *ret) {
    struct deciding d;
    Hallq__AlertRow *row = NULL;
    int64_t acted_ms = 0;
    int err = deciding_begin(&d, s, now_ms, hall, ret);
    if (!err)
        err = alert_row_get(s, key_open_alert(hall, alert), &row);
    if (!err && row->alert)
        err = acted_at_ms(s, hall, row->alert, &acted_ms);
    if (!err && row->alert && now_ms - acted_ms >= ADVISED_AGAIN_S * 1000LL && d.settings)
        err = advice_settle(&d, row->alert, advice);
    if (err == ERR_NOT_FOUND)
        err = ERR_OK;
    if (!err && !ret->record->n_events)
        ret->record = NULL;
    return err;
}

int apply_alert_advised(struct change *c, const Hallq__AlertAdvised *event) {
    Hallq__AlertRow *row;
    struct key key = key_open_alert(c->hall, event->alert);
    int err = alert_row_get(c->state, key, &row);
    if (err || !row->alert)
        return err && err != ERR_NOT_FOUND ? err : ERR_CORRUPT;
    row->alert->proposal = event->proposal;
    return alert_row_put(c->state, key, row);
}
