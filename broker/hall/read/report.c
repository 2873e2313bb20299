// report.c - one business day's figures, from the tickets of that day. Made on a worker from a read
// transaction; "as of" says at which event.
//
//   wait      of a step: from entering a line to its first call; p50 and p90 are exact: the
//             smallest wait that at least half, or nine in ten, of the waits do not exceed (nearest
//             rank)
//   walk      from the last first-call to the start
//   service   counter time of a finished step, holds left out; over target: longer than the settings of now aim at
//   left out  of each of these figures: times that are no figure (figure.h), and services that a
//             lead ended at a counter where nobody was; their number stands beside the mean
//   issued    by the service of the first step; cancelled and no-shows by that of the last step
//   forecast  from the scores of the day's calls, which may be of tickets carried over
//   exceptions  acts of staff by hand, by their kind and the reason that was given
//
// A ticket that was carried over counts for the day it was issued.
#include "broker/hall/read/report.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "base/wire/wire.h"
#include "broker/hall/core/figure.h"
#include "broker/hall/core/settings_cache.h"
#include "broker/hall/core/settings_parts.h"
#include "broker/hall/read/scores.h"
#include "broker/hall/visit/dated.h"
#include "broker/hall/visit/ticket.h"

#define OVER_S (20 * 60) // the rule book's serious breach

struct service_sums {
    STAILQ_ENTRY(service_sums) entry;
    uint32_t service, target_wait_s, target_service_s;
    Hallq__ServiceReport *report;
    uint32_t *waits_s;
    size_t wait_count, wait_room;
    uint64_t wait_sum_s, walk_sum_s, service_sum_s;
    uint32_t walk_count, service_count;
};

struct clerk_sums {
    STAILQ_ENTRY(clerk_sums) entry;
    Hallq__ClerkReport *report;
    uint64_t walk_sum_s, service_sum_s;
    uint32_t walk_count, service_count;
};

struct exception_sum {
    struct exception_sum *next;
    Hallq__ExceptionReport *report;
};

struct sums {
    struct state *state;
    struct arena *arena;
    const Hallq__HallSettings *settings;
    int32_t day;
    STAILQ_HEAD(, service_sums) services;
    STAILQ_HEAD(, clerk_sums) clerks;
    struct exception_sum *exceptions; // ordered by kind, then code
    size_t service_count, clerk_count, exception_count;
};

// ---------------------------------------------------------------- sums by service and clerk

static struct service_sums *service_of(struct sums *s, uint32_t service) {
    struct service_sums *x;
    STAILQ_FOREACH(x, &s->services, entry)
        if (x->service == service)
            return x;
    const Hallq__Service *set = settings_service(s->settings, service);
    x = arena_need(s->arena, sizeof *x);
    x->service = service;
    x->target_wait_s = set ? set->target_wait_s : 0;
    x->target_service_s = set ? set->target_service_s : 0;
    x->report = arena_need(s->arena, sizeof *x->report);
    hallq__service_report__init(x->report);
    x->report->service = service;
    STAILQ_INSERT_TAIL(&s->services, x, entry);
    s->service_count++;
    return x;
}

static struct clerk_sums *clerk_of(struct sums *s, uint32_t staff) {
    struct clerk_sums *x;
    STAILQ_FOREACH(x, &s->clerks, entry)
        if (x->report->staff == staff)
            return x;
    x = arena_need(s->arena, sizeof *x);
    x->report = arena_need(s->arena, sizeof *x->report);
    hallq__clerk_report__init(x->report);
    x->report->staff = staff;
    STAILQ_INSERT_TAIL(&s->clerks, x, entry);
    s->clerk_count++;
    return x;
}

static uint32_t span_s(int64_t from_ms, int64_t to_ms) {
    return to_ms > from_ms ? (uint32_t)((to_ms - from_ms) / 1000) : 0;
}

static void wait_add(struct sums *s, struct service_sums *x, uint32_t wait_s) {
    if (x->wait_count == x->wait_room) {
        x->wait_room = x->wait_room ? 2 * x->wait_room : 64;
        uint32_t *grown = arena_need(s->arena, x->wait_room * sizeof *grown);
        if (x->wait_count)
            memcpy(grown, x->waits_s, x->wait_count * sizeof *grown);
        x->waits_s = grown;
    }
    x->waits_s[x->wait_count++] = wait_s;
    x->wait_sum_s += wait_s;
    x->report->over_target += x->target_wait_s && wait_s > x->target_wait_s;
    x->report->over_20_min += wait_s > OVER_S;
}

static void step_wait_add(struct sums *s, struct service_sums *x, const Hallq__Step *step) {
    if (!step->entered_at_ms || !step->called_at_ms)
        return;
    if (figure_wait(s->settings, step->entered_at_ms, step->called_at_ms))
        wait_add(s, x, span_s(step->entered_at_ms, step->called_at_ms));
    else
        x->report->wait_left_out++;
}

static void step_walk_add(struct sums *s, struct service_sums *x, const Hallq__Step *step) {
    if (!step->called_at_ms || !step->started_at_ms)
        return;
    if (!figure_walk(s->settings, step->called_at_ms, step->started_at_ms)) {
        x->report->walk_left_out++;
        return;
    }
    uint32_t walk_s = span_s(step->called_at_ms, step->started_at_ms);
    x->walk_count++;
    x->walk_sum_s += walk_s;
    if (!step->clerk)
        return;
    struct clerk_sums *clerk = clerk_of(s, step->clerk);
    clerk->walk_count++;
    clerk->walk_sum_s += walk_s;
}

static void clerk_add(struct sums *s, const struct service_sums *x, const Hallq__Step *step,
                      bool counts) {
    if (!step->clerk)
        return;
    struct clerk_sums *clerk = clerk_of(s, step->clerk);
    clerk->report->served++;
    clerk->report->over_target +=
        counts && x->target_service_s && step->served_s > x->target_service_s;
    clerk->report->service_left_out += !counts;
    clerk->service_count += counts;
    clerk->service_sum_s += counts ? step->served_s : 0;
}

static void step_service_add(struct sums *s, struct service_sums *x, const Hallq__Step *step) {
    if (!step->finished_at_ms)
        return;
    // Whether a step's time is a figure was decided at its finish, by the settings of then; steps of
    // an older version do not say it.
    bool counts = !step->left_out && step->served_s <= LIMIT_SERVICE_TIME_S;
    x->report->served++;
    x->report->service_left_out += !counts;
    x->service_count += counts;
    x->service_sum_s += counts ? step->served_s : 0;
    clerk_add(s, x, step, counts);
}

static void step_add(struct sums *s, const Hallq__Step *step) {
    struct service_sums *x = service_of(s, step->service);
    step_wait_add(s, x, step);
    step_walk_add(s, x, step);
    step_service_add(s, x, step);
}

// The rating is for the clerk who served the last finished step; a rating entered at the counter is
// counted apart, since a clerk may have entered it.
static void rating_add(struct sums *s, const Hallq__TicketRow *row) {
    struct ratings given = ticket_ratings(row);
    for (size_t i = row->n_steps; row->rating && i-- > 0;) {
        if (!row->steps[i]->finished_at_ms || !row->steps[i]->clerk)
            continue;
        struct clerk_sums *clerk = clerk_of(s, row->steps[i]->clerk);
        clerk->report->ratings += given.customer != 0;
        clerk->report->rating_sum += given.customer;
        clerk->report->counter_ratings += given.counter != 0;
        clerk->report->counter_rating_sum += given.counter;
        return;
    }
}

// Returns the place where the sum for this exception stands, or belongs.
static struct exception_sum **exception_place(struct sums *s, const Hallq__Exception *e) {
    struct exception_sum **at = &s->exceptions;
    while (*at && ((*at)->report->kind < e->kind || ((*at)->report->kind == e->kind &&
                                                     strcmp((*at)->report->reason, e->reason) < 0)))
        at = &(*at)->next;
    return at;
}

static void exception_sum_add(struct sums *s, const Hallq__Exception *e) {
    struct exception_sum **at = exception_place(s, e);
    if (!*at || (*at)->report->kind != e->kind || strcmp((*at)->report->reason, e->reason) != 0) {
        struct exception_sum *x = arena_need(s->arena, sizeof *x);
        x->report = arena_need(s->arena, sizeof *x->report);
        hallq__exception_report__init(x->report);
        x->report->kind = e->kind;
        x->report->reason = arena_text(s->arena, e->reason);
        x->next = *at;
        *at = x;
        s->exception_count++;
    }
    (*at)->report->count++;
}

static void ticket_add(void *arg, const Hallq__TicketRow *row) {
    struct sums *s = arg;
    if (!row->n_steps)
        return;
    service_of(s, row->steps[0]->service)->report->issued++;
    struct service_sums *last = service_of(s, row->steps[row->n_steps - 1]->service);
    last->report->cancelled += row->state == HALLQ__TICKET__STATE__CANCELLED;
    last->report->no_shows += row->state == HALLQ__TICKET__STATE__NO_SHOW;
    for (size_t i = 0; i < row->n_steps; i++)
        step_add(s, row->steps[i]);
    rating_add(s, row);
    for (size_t i = 0; i < row->n_exceptions; i++)
        exception_sum_add(s, row->exceptions[i]);
}

// ---------------------------------------------------------------- from sums to figures

static int by_value(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static uint32_t percentile_s(const struct service_sums *x, size_t percent) {
    size_t rank = (x->wait_count * percent + 99) / 100;
    return rank ? x->waits_s[rank - 1] : 0;
}

static uint32_t mean_s(uint64_t sum_s, uint64_t count) {
    return count ? (uint32_t)((sum_s + count / 2) / count) : 0;
}

static Hallq__ServiceReport *service_report(struct service_sums *x) {
    Hallq__ServiceReport *r = x->report;
    if (x->wait_count)
        qsort(x->waits_s, x->wait_count, sizeof *x->waits_s, by_value);
    r->called = (uint32_t)x->wait_count;
    r->wait_mean_s = mean_s(x->wait_sum_s, x->wait_count);
    r->wait_p50_s = percentile_s(x, 50);
    r->wait_p90_s = percentile_s(x, 90);
    r->walk_mean_s = mean_s(x->walk_sum_s, x->walk_count);
    r->service_mean_s = mean_s(x->service_sum_s, x->service_count);
    return r;
}

static Hallq__ClerkReport *clerk_report(struct clerk_sums *x) {
    x->report->walk_mean_s = mean_s(x->walk_sum_s, x->walk_count);
    x->report->service_mean_s = mean_s(x->service_sum_s, x->service_count);
    return x->report;
}

static Hallq__Report *sums_report(struct sums *s, const Hallq__HallRow *row) {
    Hallq__Report *report = arena_need(s->arena, sizeof *report);
    hallq__report__init(report);
    report->day = s->day;
    report->as_of = row->seq;
    report->services = arena_need(s->arena, (s->service_count + 1) * sizeof *report->services);
    struct service_sums *service;
    STAILQ_FOREACH(service, &s->services, entry)
        report->services[report->n_services++] = service_report(service);
    report->clerks = arena_need(s->arena, (s->clerk_count + 1) * sizeof *report->clerks);
    struct clerk_sums *clerk;
    STAILQ_FOREACH(clerk, &s->clerks, entry)
        report->clerks[report->n_clerks++] = clerk_report(clerk);
    report->exceptions =
        arena_need(s->arena, (s->exception_count + 1) * sizeof *report->exceptions);
    for (struct exception_sum *x = s->exceptions; x; x = x->next)
        report->exceptions[report->n_exceptions++] = x->report;
    return report;
}

static int sums_make(struct state *s, uint32_t hall, const Hallq__HallRow *row, struct sums *sums) {
    for (size_t i = 0; i < sums->settings->n_services; i++)
        service_of(sums, sums->settings->services[i]->id); // all services, in the settings' order
    return tickets_dated(s, hall, row, sums->day, ticket_add, sums);
}

// How good the forecasts of the day were.
static int scores_add(struct sums *sums, uint32_t hall) {
    Hallq__ForecastScores *scores;
    int err = scores_make(sums->state, hall, sums->day, 0, &scores, NULL);
    for (size_t i = 0; !err && i < scores->n_lines; i++)
        if (scores->lines[i]->score)
            service_of(sums, scores->lines[i]->service)->report->forecast = scores->lines[i]->score;
    return err;
}

int report_make(struct state *s, uint32_t hall, int32_t day, Hallq__Report **ret) {
    struct sums sums = {.state = s, .arena = s->arena};
    const Hallq__HallRow *row;
    int err = hall_row_get(s, key_hall(hall), &row);
    if (!err)
        err = settings_get(s, hall, row->version, &sums.settings);
    if (err)
        return err;
    sums.day = day ? day : row->day;
    STAILQ_INIT(&sums.services);
    STAILQ_INIT(&sums.clerks);
    err = sums_make(s, hall, row, &sums);
    if (!err)
        err = scores_add(&sums, hall);
    if (!err)
        *ret = sums_report(&sums, row);
    return err;
}
