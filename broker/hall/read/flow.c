#include "broker/hall/read/flow.h"

#include <stdlib.h>
#include <string.h>

#define PATHS_TOLD 50

uint32_t flow_mean(uint64_t sum, uint64_t count) {
    return count ? (uint32_t)((sum + count / 2) / count) : 0;
}

size_t flow_ratings(struct arena *arena, const uint32_t from[TALLY_SCORES], uint32_t **ret) {
    uint32_t count = 0;
    for (size_t i = 0; i < TALLY_SCORES; i++)
        count += from[i];
    if (!count)
        return 0;
    *ret = arena_copy(arena, from, TALLY_SCORES * sizeof *from);
    return TALLY_SCORES;
}

// ---------------------------------------------------------------- waits

void flow_service_sum(struct arena *arena, struct tally_cell *to,
                      const struct tally_service *from) {
    for (uint32_t i = 0; i < TALLY_HALF_HOURS; i++)
        if (from->cells[i])
            tally_cell_add(arena, to, from->cells[i]);
}

static uint32_t percentile_s(const struct tally_cell *cell, uint32_t percent) {
    return cell->counts ? histogram_percentile_s(cell->counts, cell->waits, percent) : 0;
}

Hallq__Flow *flow_make(struct arena *arena, const struct tally_cell *cell,
                       const struct tally_work *work) {
    Hallq__Flow *flow = arena_need(arena, sizeof *flow);
    hallq__flow__init(flow);
    flow->issued = cell->issued;
    flow->cancelled = cell->cancelled;
    flow->no_shows = cell->no_shows;
    flow->entered = cell->entered;
    flow->waits = cell->waits;
    flow->wait_sum_s = cell->wait_sum_s;
    flow->wait_mean_s = flow_mean(cell->wait_sum_s, cell->waits);
    flow->wait_p50_s = percentile_s(cell, 50);
    flow->wait_p90_s = percentile_s(cell, 90);
    flow->over_target = cell->over_target;
    flow->over_20_min = cell->over_20_min;
    flow->busy_s = (cell->busy_ms + 500) / 1000;
    flow->served = work->served;
    flow->services = work->services;
    flow->service_mean_s = flow_mean(work->service_sum_s, work->services);
    flow->over_service = work->over_service;
    flow->walks = work->walks;
    flow->walk_mean_s = flow_mean(work->walk_sum_s, work->walks);
    flow->wait_left_out = work->wait_left_out;
    flow->walk_left_out = work->walk_left_out;
    flow->n_ratings = flow_ratings(arena, work->ratings, &flow->ratings);
    flow->n_counter_ratings = flow_ratings(arena, work->counter_ratings, &flow->counter_ratings);
    return flow;
}

Hallq__HalfHour *flow_half_hour(struct arena *arena, const struct tally_cell *cell,
                                uint32_t half_hour) {
    Hallq__HalfHour *told = arena_need(arena, sizeof *told);
    hallq__half_hour__init(told);
    told->half_hour = half_hour;
    told->issued = cell->issued;
    told->cancelled = cell->cancelled;
    told->no_shows = cell->no_shows;
    told->entered = cell->entered;
    told->waits = cell->waits;
    told->wait_mean_s = flow_mean(cell->wait_sum_s, cell->waits);
    told->wait_p50_s = percentile_s(cell, 50);
    told->wait_p90_s = percentile_s(cell, 90);
    told->over_target = cell->over_target;
    told->over_20_min = cell->over_20_min;
    told->busy_s = (cell->busy_ms + 500) / 1000;
    return told;
}

// ---------------------------------------------------------------- services and clerks

static size_t outcomes_tell(struct arena *arena, const struct tally_outcomes *from,
                            Hallq__OutcomeCount ***ret) {
    const struct tally_outcome *o;
    size_t count = 0;
    SLIST_FOREACH(o, from, entry)
        count++;
    *ret = arena_need(arena, (count + 1) * sizeof **ret);
    count = 0;
    SLIST_FOREACH(o, from, entry) {
        Hallq__OutcomeCount *told = arena_need(arena, sizeof *told);
        hallq__outcome_count__init(told);
        told->code = arena_text(arena, o->code);
        told->count = o->count;
        (*ret)[count++] = told;
    }
    return count;
}

static Hallq__ServiceRange *service_tell(struct arena *arena, const struct tally_service *s) {
    struct tally_cell sum = {.counts = NULL};
    Hallq__ServiceRange *told = arena_need(arena, sizeof *told);
    hallq__service_range__init(told);
    flow_service_sum(arena, &sum, s);
    told->service = s->service;
    told->flow = flow_make(arena, &sum, &s->work);
    told->half_hours = arena_need(arena, TALLY_HALF_HOURS * sizeof *told->half_hours);
    for (uint32_t i = 0; i < TALLY_HALF_HOURS; i++)
        if (s->cells[i])
            told->half_hours[told->n_half_hours++] = flow_half_hour(arena, s->cells[i], i);
    told->n_outcomes = outcomes_tell(arena, &s->work.outcomes, &told->outcomes);
    return told;
}

void flow_services(const struct tally *t, Hallq__RangeReport *report) {
    const struct tally_service *s;
    size_t count = 0;
    STAILQ_FOREACH(s, &t->services, entry)
        count++;
    report->services = arena_need(t->arena, (count + 1) * sizeof *report->services);
    STAILQ_FOREACH(s, &t->services, entry)
        report->services[report->n_services++] = service_tell(t->arena, s);
}

static Hallq__ClerkRange *clerk_tell(struct arena *arena, const struct tally_clerk *c) {
    const struct tally_work *work = &c->work;
    Hallq__ClerkRange *told = arena_need(arena, sizeof *told);
    hallq__clerk_range__init(told);
    told->staff = c->staff;
    told->days = c->days;
    told->served = work->served;
    told->services = work->services;
    told->service_mean_s = flow_mean(work->service_sum_s, work->services);
    told->over_service = work->over_service;
    told->walks = work->walks;
    told->walk_mean_s = flow_mean(work->walk_sum_s, work->walks);
    told->n_ratings = flow_ratings(arena, work->ratings, &told->ratings);
    told->n_counter_ratings = flow_ratings(arena, work->counter_ratings, &told->counter_ratings);
    told->n_outcomes = outcomes_tell(arena, &work->outcomes, &told->outcomes);
    return told;
}

static int by_staff(const void *a, const void *b) {
    uint32_t x = (*(Hallq__ClerkRange *const *)a)->staff;
    uint32_t y = (*(Hallq__ClerkRange *const *)b)->staff;
    return (x > y) - (x < y);
}

void flow_clerks(const struct tally *t, Hallq__RangeReport *report) {
    const struct tally_clerk *c;
    size_t count = 0;
    STAILQ_FOREACH(c, &t->clerks, entry)
        count++;
    report->clerks = arena_need(t->arena, (count + 1) * sizeof *report->clerks);
    STAILQ_FOREACH(c, &t->clerks, entry)
        report->clerks[report->n_clerks++] = clerk_tell(t->arena, c);
    qsort(report->clerks, report->n_clerks, sizeof(Hallq__ClerkRange *), by_staff);
}

// ---------------------------------------------------------------- ways through the services

static int by_frequency(const void *a, const void *b) {
    const struct tally_path *x = *(const struct tally_path *const *)a;
    const struct tally_path *y = *(const struct tally_path *const *)b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    for (size_t i = 0; i < x->service_count && i < y->service_count; i++)
        if (x->services[i] != y->services[i])
            return x->services[i] < y->services[i] ? -1 : 1;
    return (x->service_count > y->service_count) - (x->service_count < y->service_count);
}

static Hallq__Path *path_tell(struct arena *arena, const struct tally_path *p) {
    Hallq__Path *told = arena_need(arena, sizeof *told);
    hallq__path__init(told);
    told->services = arena_copy(arena, p->services, p->service_count * sizeof *p->services);
    told->n_services = p->service_count;
    told->count = p->count;
    told->finished = p->finished;
    told->stay_mean_s = flow_mean(p->stay_sum_s, p->finished);
    return told;
}

void flow_paths(const struct tally *t, Hallq__RangeReport *report) {
    struct tally_path *p, others = {.service_count = 0};
    size_t count = 0;
    STAILQ_FOREACH(p, &t->paths, entry)
        count++;
    struct tally_path **list = arena_need(t->arena, (count + 1) * sizeof(struct tally_path *));
    count = 0;
    STAILQ_FOREACH(p, &t->paths, entry)
        list[count++] = p;
    qsort(list, count, sizeof *list, by_frequency);
    report->paths = arena_need(t->arena, (PATHS_TOLD + 1) * sizeof *report->paths);
    for (size_t i = 0; i < count && i < PATHS_TOLD; i++)
        report->paths[report->n_paths++] = path_tell(t->arena, list[i]);
    for (size_t i = PATHS_TOLD; i < count; i++) {
        others.count += list[i]->count;
        others.finished += list[i]->finished;
        others.stay_sum_s += list[i]->stay_sum_s;
    }
    if (others.count)
        report->paths[report->n_paths++] = path_tell(t->arena, &others);
}

void flow_exceptions(const struct tally *t, Hallq__RangeReport *report) {
    const struct tally_exception *e;
    size_t count = 0;
    SLIST_FOREACH(e, &t->exceptions, entry)
        count++;
    report->exceptions = arena_need(t->arena, (count + 1) * sizeof *report->exceptions);
    SLIST_FOREACH(e, &t->exceptions, entry) {
        Hallq__ExceptionReport *told = arena_need(t->arena, sizeof *told);
        hallq__exception_report__init(told);
        told->kind = e->kind;
        told->reason = arena_text(t->arena, e->reason);
        told->count = e->count;
        report->exceptions[report->n_exceptions++] = told;
    }
}
