// tally_row.c - sums as rows, and rows added to sums.
#include <string.h>

#include "broker/hall/fold/tally.h"

// ---------------------------------------------------------------- from a row

static void cell_join(struct tally *t, struct tally_service *s,
                      const Hallq__FiguresRow__Cell *from) {
    struct tally_cell *to = tally_cell(t, s, from->half_hour);
    to->issued += from->issued;
    to->cancelled += from->cancelled;
    to->no_shows += from->no_shows;
    to->entered += from->entered;
    to->waits += from->waits;
    to->wait_sum_s += from->wait_sum_s;
    to->over_target += from->over_target;
    to->over_20_min += from->over_20_min;
    to->busy_ms += from->busy_ms;
    if (from->n_places && !to->counts)
        to->counts = arena_need(t->arena, HISTOGRAM_PLACES * sizeof *to->counts);
    for (size_t i = 0; i < from->n_places && i < from->n_counts; i++)
        if (from->places[i] < HISTOGRAM_PLACES)
            to->counts[from->places[i]] += from->counts[i];
}

static void ratings_join(uint32_t to[TALLY_SCORES], const uint32_t *from, size_t count) {
    for (size_t i = 0; i < count && i < TALLY_SCORES; i++)
        to[i] += from[i];
}

static void work_join(struct tally *t, struct tally_work *to, const Hallq__FiguresRow *from) {
    to->served += from->served;
    to->services += from->services;
    to->service_sum_s += from->service_sum_s;
    to->over_service += from->over_service;
    to->walks += from->walks;
    to->walk_sum_s += from->walk_sum_s;
    to->walk_left_out += from->walk_left_out;
    to->wait_left_out += from->wait_left_out;
    ratings_join(to->ratings, from->ratings, from->n_ratings);
    ratings_join(to->counter_ratings, from->counter_ratings, from->n_counter_ratings);
    for (size_t i = 0; i < from->n_outcomes; i++)
        tally_outcome(t->arena, to, from->outcomes[i]->code)->count += from->outcomes[i]->count;
}

static void day_join(struct tally *t, const Hallq__FiguresRow *from) {
    t->tickets += from->tickets;
    for (size_t i = 0; i < from->n_paths; i++) {
        const Hallq__FiguresRow__Path *path = from->paths[i];
        size_t count = path->n_services < TALLY_PATH_STEPS ? path->n_services : TALLY_PATH_STEPS;
        struct tally_path *to = tally_path(t, path->services, count);
        to->count += path->count;
        to->finished += path->finished;
        to->stay_sum_s += path->stay_sum_s;
    }
    for (size_t i = 0; i < from->n_exceptions; i++)
        tally_exception(t, from->exceptions[i]->kind, from->exceptions[i]->reason)->count +=
            from->exceptions[i]->count;
}

void tally_join(struct tally *t, Hallq__FiguresRow__Kind kind, uint32_t number,
                const Hallq__FiguresRow *row) {
    struct tally_service *service;
    switch (kind) {
    case HALLQ__FIGURES_ROW__KIND__SERVICE:
        service = tally_service(t, number);
        work_join(t, &service->work, row);
        for (size_t i = 0; i < row->n_cells; i++)
            cell_join(t, service, row->cells[i]);
        break;
    case HALLQ__FIGURES_ROW__KIND__CLERK:
        work_join(t, &tally_clerk(t, number)->work, row);
        break;
    case HALLQ__FIGURES_ROW__KIND__DAY:
        day_join(t, row);
        break;
    case HALLQ__FIGURES_ROW__KIND__NO_KIND:
    case HALLQ__FIGURES_ROW__KIND__MEASURES:
    case HALLQ__FIGURES_ROW__KIND__UPTO:
    case _HALLQ__FIGURES_ROW__KIND_IS_INT_SIZE:
        break;
    }
}

// ---------------------------------------------------------------- to a row

static void places_write(struct arena *arena, const struct tally_cell *from,
                         Hallq__FiguresRow__Cell *to) {
    size_t count = 0;
    for (uint32_t place = 0; from->counts && place < HISTOGRAM_PLACES; place++)
        count += from->counts[place] != 0;
    if (!count)
        return;
    to->places = arena_need(arena, count * sizeof *to->places);
    to->counts = arena_need(arena, count * sizeof *to->counts);
    for (uint32_t place = 0; place < HISTOGRAM_PLACES; place++)
        if (from->counts[place]) {
            to->places[to->n_places++] = place;
            to->counts[to->n_counts++] = from->counts[place];
        }
}

static Hallq__FiguresRow__Cell *cell_write(struct arena *arena, const struct tally_cell *from,
                                           uint32_t half_hour) {
    Hallq__FiguresRow__Cell *to = arena_need(arena, sizeof *to);
    hallq__figures_row__cell__init(to);
    to->half_hour = half_hour;
    to->issued = from->issued;
    to->cancelled = from->cancelled;
    to->no_shows = from->no_shows;
    to->entered = from->entered;
    to->waits = from->waits;
    to->wait_sum_s = from->wait_sum_s;
    to->over_target = from->over_target;
    to->over_20_min = from->over_20_min;
    to->busy_ms = from->busy_ms;
    places_write(arena, from, to);
    return to;
}

// A list of five counts, or none.
static size_t ratings_write(struct arena *arena, const uint32_t from[TALLY_SCORES],
                            uint32_t **ret) {
    bool any = false;
    for (size_t i = 0; i < TALLY_SCORES; i++)
        any = any || from[i];
    if (!any)
        return 0;
    *ret = arena_copy(arena, from, TALLY_SCORES * sizeof *from);
    return TALLY_SCORES;
}

static void outcomes_write(struct arena *arena, const struct tally_outcomes *from,
                           Hallq__FiguresRow *to) {
    const struct tally_outcome *o;
    size_t count = 0;
    SLIST_FOREACH(o, from, entry)
        count++;
    to->outcomes = arena_need(arena, (count + 1) * sizeof *to->outcomes);
    SLIST_FOREACH(o, from, entry) {
        Hallq__FiguresRow__Outcome *outcome = arena_need(arena, sizeof *outcome);
        hallq__figures_row__outcome__init(outcome);
        outcome->code = (char *)(uintptr_t)o->code;
        outcome->count = o->count;
        to->outcomes[to->n_outcomes++] = outcome;
    }
}

static Hallq__FiguresRow *work_row(struct arena *arena, const struct tally_work *from) {
    Hallq__FiguresRow *to = arena_need(arena, sizeof *to);
    hallq__figures_row__init(to);
    to->served = from->served;
    to->services = from->services;
    to->service_sum_s = from->service_sum_s;
    to->over_service = from->over_service;
    to->walks = from->walks;
    to->walk_sum_s = from->walk_sum_s;
    to->walk_left_out = from->walk_left_out;
    to->wait_left_out = from->wait_left_out;
    to->n_ratings = ratings_write(arena, from->ratings, &to->ratings);
    to->n_counter_ratings = ratings_write(arena, from->counter_ratings, &to->counter_ratings);
    outcomes_write(arena, &from->outcomes, to);
    return to;
}

Hallq__FiguresRow *tally_service_row(const struct tally *t, const struct tally_service *s) {
    Hallq__FiguresRow *to = work_row(t->arena, &s->work);
    to->cells = arena_need(t->arena, TALLY_HALF_HOURS * sizeof *to->cells);
    for (uint32_t i = 0; i < TALLY_HALF_HOURS; i++)
        if (s->cells[i])
            to->cells[to->n_cells++] = cell_write(t->arena, s->cells[i], i);
    return to;
}

Hallq__FiguresRow *tally_clerk_row(const struct tally *t, const struct tally_clerk *c) {
    return work_row(t->arena, &c->work);
}

static Hallq__FiguresRow__Path *path_write(struct arena *arena, const struct tally_path *from) {
    Hallq__FiguresRow__Path *to = arena_need(arena, sizeof *to);
    hallq__figures_row__path__init(to);
    to->services = arena_copy(arena, from->services, from->service_count * sizeof *from->services);
    to->n_services = from->service_count;
    to->count = from->count;
    to->finished = from->finished;
    to->stay_sum_s = from->stay_sum_s;
    return to;
}

static Hallq__FiguresRow__ExceptionCount *exception_write(struct arena *arena,
                                                          const struct tally_exception *from) {
    Hallq__FiguresRow__ExceptionCount *to = arena_need(arena, sizeof *to);
    hallq__figures_row__exception_count__init(to);
    to->kind = from->kind;
    to->reason = (char *)(uintptr_t)from->reason;
    to->count = from->count;
    return to;
}

Hallq__FiguresRow *tally_day_row(const struct tally *t) {
    Hallq__FiguresRow *to = arena_need(t->arena, sizeof *to);
    const struct tally_path *path;
    const struct tally_exception *exception;
    size_t path_count = 0, exception_count = 0;
    hallq__figures_row__init(to);
    to->tickets = t->tickets;
    STAILQ_FOREACH(path, &t->paths, entry)
        path_count++;
    SLIST_FOREACH(exception, &t->exceptions, entry)
        exception_count++;
    to->paths = arena_need(t->arena, (path_count + 1) * sizeof *to->paths);
    STAILQ_FOREACH(path, &t->paths, entry)
        to->paths[to->n_paths++] = path_write(t->arena, path);
    to->exceptions = arena_need(t->arena, (exception_count + 1) * sizeof *to->exceptions);
    SLIST_FOREACH(exception, &t->exceptions, entry)
        to->exceptions[to->n_exceptions++] = exception_write(t->arena, exception);
    return to;
}

Hallq__FiguresRow *tally_kind_row(const struct tally *t, Hallq__FiguresRow__Kind kind) {
    if (kind == HALLQ__FIGURES_ROW__KIND__SERVICE && !STAILQ_EMPTY(&t->services))
        return tally_service_row(t, STAILQ_FIRST(&t->services));
    if (kind == HALLQ__FIGURES_ROW__KIND__CLERK && !STAILQ_EMPTY(&t->clerks))
        return tally_clerk_row(t, STAILQ_FIRST(&t->clerks));
    return tally_day_row(t);
}
