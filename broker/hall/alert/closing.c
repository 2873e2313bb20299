// closing.c - more people wait in a line than can be called until it closes for the day. Where counters
// serve several lines, a line counts for as much of a counter as it has of the people who wait there.
#include "broker/hall/alert/look.h"

#include "broker/forecast/advise.h"
#include "broker/forecast/rough.h"
#include "broker/hall/core/calendar.h"
#include "broker/hall/core/counters.h"

#define CLOSING_AHEAD_MS (2 * 60 * 60 * 1000LL) // how early it is told
#define CHANGES_MAX 16                          // of hours, of one day
#define CALM_PEOPLE 2 // the alert stays until there is room for so many more: no flapping

// When the hours of some service change until the end of the day; the count is 0 if that is far off.
struct changes {
    int64_t at_ms[CHANGES_MAX];
    size_t count;
};

static void changes_find(const struct deciding *d, struct changes *ret) {
    int64_t at_ms = d->row->hours_at_ms;
    int32_t day = calendar_local_day(d->settings, d->now_ms);
    ret->count = 0;
    while (at_ms > d->now_ms && ret->count < CHANGES_MAX &&
           calendar_local_day(d->settings, at_ms) == day) {
        ret->at_ms[ret->count++] = at_ms;
        at_ms = calendar_next_hours_ms(d->settings, at_ms);
    }
}

// How long the service is still open today. *ret_closes_ms: when it closes for the day; 0: unknown.
static int64_t left_ms(const struct looking *l, const Hallq__Service *service,
                       const struct changes *changes, int64_t *ret_closes_ms) {
    int64_t from_ms = l->d->now_ms, left = 0;
    bool open = true;
    *ret_closes_ms = 0;
    for (size_t i = 0; i < changes->count; i++) {
        bool after = calendar_open(l->d->settings, service, changes->at_ms[i]);
        if (open)
            left += changes->at_ms[i] - from_ms;
        if (open && !after)
            *ret_closes_ms = changes->at_ms[i];
        from_ms = changes->at_ms[i];
        open = after;
    }
    return open ? INT64_MAX : left;
}

// The part of a counter that a line has: by the people waiting in all lines that it gives.
static double part_of_counter(const struct looking *l, const struct looked_line *line,
                              uint32_t counter, const Hallq__CounterRow *row) {
    const uint32_t *services;
    size_t count;
    double all = 0;
    if (!counter_works(row) || !counter_gives(l->d->settings, counter, row, line->service->id))
        return 0;
    counter_services(l->d->settings, counter, row, &services, &count);
    for (size_t i = 0; i < count; i++) {
        const struct looked_line *other = looked_line_of(l, services[i]);
        all += other ? other->outlook.waiting : 0;
    }
    return line->outlook.waiting / all;
}

static int counters_for(struct looking *l, const struct looked_line *line, double *ret) {
    const Hallq__HallSettings *h = l->d->settings;
    *ret = 0;
    for (size_t i = 0; i < h->n_counters; i++) {
        const Hallq__CounterRow *row;
        struct key key = key_counter(l->d->hall, h->counters[i]->id);
        int err = counter_row_need(l->d->state, key, &row);
        if (row_passed(l->d->state, TABLE_COUNTER, key, err))
            continue;
        if (err)
            return err;
        *ret += part_of_counter(l, line, h->counters[i]->id, row);
    }
    return ERR_OK;
}

static uint32_t served_in(const struct looked_line *line, double counters, int64_t left) {
    uint64_t mean_ms =
        rough_mean_now_ms(line->row->service_mean_ms, line->service->target_service_s);
    struct advise_line advise = {.waiting = line->outlook.waiting,
                                 .service_s = (double)mean_ms / 1000 / counters};
    return counters > 0 && mean_ms ? advise_served(&advise, 1, (double)left / 1000) : 0;
}

static int line_closing(struct looking *l, const struct looked_line *line,
                        const struct changes *changes) {
    int64_t closes_ms, left = left_ms(l, line->service, changes, &closes_ms);
    double counters;
    if (left > CLOSING_AHEAD_MS)
        return ERR_OK;
    int err = counters_for(l, line, &counters);
    if (err)
        return err;
    const Hallq__Alert *told = open_find(l, HALLQ__ALERT__KIND__CLOSING, line->service->id);
    uint32_t served = served_in(line, counters, left);
    if (line->outlook.waiting + (told ? CALM_PEOPLE : 0) <= served)
        return ERR_OK;
    struct wanted *w =
        want(l, HALLQ__ALERT__KIND__CLOSING, HALLQ__ALERT__LEVEL__AMBER, line->service->id);
    if (!w)
        return ERR_OK;
    w->now.waiting = line->outlook.waiting;
    w->now.counters = line->outlook.counters;
    w->now.served = served;
    w->now.closes_at_ms = closes_ms;
    return ERR_OK;
}

int closing_look(struct looking *l) {
    struct changes changes;
    int err = ERR_OK;
    if (l->limits.off[HALLQ__ALERT__KIND__CLOSING] ||
        l->d->row->hours_at_ms - l->d->now_ms > CLOSING_AHEAD_MS)
        return ERR_OK;
    changes_find(l->d, &changes);
    for (size_t i = 0; i < l->d->settings->n_services && changes.count && !err; i++)
        if (l->lines[i].row->open && l->lines[i].outlook.waiting)
            err = line_closing(l, &l->lines[i], &changes);
    return err;
}
