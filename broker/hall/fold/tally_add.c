// tally_add.c - the sums of a day, added to those of many.
#include "broker/hall/fold/tally.h"

void tally_cell_add(struct arena *arena, struct tally_cell *to, const struct tally_cell *from) {
    to->issued += from->issued;
    to->cancelled += from->cancelled;
    to->no_shows += from->no_shows;
    to->entered += from->entered;
    to->waits += from->waits;
    to->over_target += from->over_target;
    to->over_20_min += from->over_20_min;
    to->wait_sum_s += from->wait_sum_s;
    to->busy_ms += from->busy_ms;
    if (!from->counts)
        return;
    if (!to->counts)
        to->counts = arena_need(arena, HISTOGRAM_PLACES * sizeof *to->counts);
    for (size_t i = 0; i < HISTOGRAM_PLACES; i++)
        to->counts[i] += from->counts[i];
}

void tally_work_add(struct arena *arena, struct tally_work *to, const struct tally_work *from) {
    const struct tally_outcome *o;
    to->served += from->served;
    to->services += from->services;
    to->over_service += from->over_service;
    to->walks += from->walks;
    to->walk_left_out += from->walk_left_out;
    to->wait_left_out += from->wait_left_out;
    to->service_sum_s += from->service_sum_s;
    to->walk_sum_s += from->walk_sum_s;
    for (size_t i = 0; i < TALLY_SCORES; i++) {
        to->ratings[i] += from->ratings[i];
        to->counter_ratings[i] += from->counter_ratings[i];
    }
    SLIST_FOREACH(o, &from->outcomes, entry)
        tally_outcome(arena, to, o->code)->count += o->count;
}

static void service_add(struct tally *to, const struct tally_service *from) {
    struct tally_service *s = tally_service(to, from->service);
    tally_work_add(to->arena, &s->work, &from->work);
    for (uint32_t i = 0; i < TALLY_HALF_HOURS; i++)
        if (from->cells[i])
            tally_cell_add(to->arena, tally_cell(to, s, i), from->cells[i]);
}

void tally_add(struct tally *to, const struct tally *day) {
    const struct tally_service *service;
    const struct tally_clerk *clerk;
    const struct tally_path *path;
    const struct tally_exception *exception;
    to->tickets += day->tickets;
    STAILQ_FOREACH(service, &day->services, entry)
        service_add(to, service);
    STAILQ_FOREACH(clerk, &day->clerks, entry) {
        struct tally_clerk *c = tally_clerk(to, clerk->staff);
        c->days += clerk->work.served != 0;
        tally_work_add(to->arena, &c->work, &clerk->work);
    }
    STAILQ_FOREACH(path, &day->paths, entry) {
        struct tally_path *p = tally_path(to, path->services, path->service_count);
        p->count += path->count;
        p->finished += path->finished;
        p->stay_sum_s += path->stay_sum_s;
    }
    SLIST_FOREACH(exception, &day->exceptions, entry)
        tally_exception(to, exception->kind, exception->reason)->count += exception->count;
}
