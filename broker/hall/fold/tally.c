#include "broker/hall/fold/tally.h"

#include <string.h>

#include "broker/hall/core/calendar.h"
#include "broker/hall/core/figure.h"
#include "broker/hall/core/settings_parts.h"
#include "broker/hall/visit/ticket.h"

#define OVER_S (20 * 60) // the rule book's serious breach
#define HALF_HOUR_MS (30 * 60 * 1000LL)

void tally_init(struct tally *t, struct arena *arena, const Hallq__HallSettings *settings) {
    *t = (struct tally){.arena = arena, .settings = settings};
    STAILQ_INIT(&t->services);
    STAILQ_INIT(&t->clerks);
    STAILQ_INIT(&t->paths);
    SLIST_INIT(&t->exceptions);
}

// ---------------------------------------------------------------- whose sums

struct tally_service *tally_service(struct tally *t, uint32_t service) {
    struct tally_service *s;
    STAILQ_FOREACH(s, &t->services, entry)
        if (s->service == service)
            return s;
    const Hallq__Service *set = settings_service(t->settings, service);
    s = arena_need(t->arena, sizeof *s);
    s->service = service;
    s->target_wait_s = set ? set->target_wait_s : 0;
    s->target_service_s = set ? set->target_service_s : 0;
    STAILQ_INSERT_TAIL(&t->services, s, entry);
    return s;
}

struct tally_clerk *tally_clerk(struct tally *t, uint32_t staff) {
    struct tally_clerk *c;
    STAILQ_FOREACH(c, &t->clerks, entry)
        if (c->staff == staff)
            return c;
    c = arena_need(t->arena, sizeof *c);
    c->staff = staff;
    STAILQ_INSERT_TAIL(&t->clerks, c, entry);
    return c;
}

struct tally_cell *tally_cell(struct tally *t, struct tally_service *s, uint32_t half_hour) {
    struct tally_cell **at = &s->cells[half_hour % TALLY_HALF_HOURS];
    if (!*at)
        *at = arena_need(t->arena, sizeof **at);
    return *at;
}

struct tally_path *tally_path(struct tally *t, const uint32_t *services, size_t count) {
    struct tally_path *p;
    size_t size = count * sizeof *services;
    STAILQ_FOREACH(p, &t->paths, entry)
        if (p->service_count == count && memcmp(p->services, services, size) == 0)
            return p;
    p = arena_need(t->arena, sizeof *p);
    p->service_count = count;
    memcpy(p->services, services, size);
    STAILQ_INSERT_TAIL(&t->paths, p, entry);
    return p;
}

static bool exception_before(const struct tally_exception *e, Hallq__Exception__Kind kind,
                             const char *reason) {
    return e->kind < kind || (e->kind == kind && strcmp(e->reason, reason) < 0);
}

struct tally_exception *tally_exception(struct tally *t, Hallq__Exception__Kind kind,
                                        const char *reason) {
    struct tally_exception *before = NULL, *e = SLIST_FIRST(&t->exceptions);
    while (e && exception_before(e, kind, reason)) {
        before = e;
        e = SLIST_NEXT(e, entry);
    }
    if (e && e->kind == kind && strcmp(e->reason, reason) == 0)
        return e;
    e = arena_need(t->arena, sizeof *e);
    e->kind = kind;
    e->reason = arena_text(t->arena, reason);
    if (before)
        SLIST_INSERT_AFTER(before, e, entry);
    else
        SLIST_INSERT_HEAD(&t->exceptions, e, entry);
    return e;
}

struct tally_outcome *tally_outcome(struct arena *arena, struct tally_work *work,
                                    const char *code) {
    struct tally_outcome *before = NULL, *o = SLIST_FIRST(&work->outcomes);
    while (o && strcmp(o->code, code) < 0) {
        before = o;
        o = SLIST_NEXT(o, entry);
    }
    if (o && strcmp(o->code, code) == 0)
        return o;
    o = arena_need(arena, sizeof *o);
    o->code = arena_text(arena, code);
    if (before)
        SLIST_INSERT_AFTER(before, o, entry);
    else
        SLIST_INSERT_HEAD(&work->outcomes, o, entry);
    return o;
}

// ---------------------------------------------------------------- a ticket

static uint32_t span_s(int64_t from_ms, int64_t to_ms) {
    return to_ms > from_ms ? (uint32_t)((to_ms - from_ms) / 1000) : 0;
}

static uint32_t half_hour_of(const struct tally *t, int64_t at_ms) {
    int64_t of_day_ms = calendar_local_ms(t->settings, at_ms) % CALENDAR_DAY_MS;
    return (uint32_t)((of_day_ms + CALENDAR_DAY_MS) % CALENDAR_DAY_MS / HALF_HOUR_MS);
}

static struct tally_cell *cell_at(struct tally *t, struct tally_service *s, int64_t at_ms) {
    return tally_cell(t, s, half_hour_of(t, at_ms));
}

static void busy_add(struct tally *t, struct tally_service *s, int64_t from_ms, int64_t to_ms) {
    while (from_ms < to_ms) {
        int64_t local_ms = calendar_local_ms(t->settings, from_ms);
        int64_t past_ms = (local_ms % HALF_HOUR_MS + HALF_HOUR_MS) % HALF_HOUR_MS;
        int64_t end_ms = from_ms + HALF_HOUR_MS - past_ms;
        end_ms = end_ms < to_ms ? end_ms : to_ms;
        cell_at(t, s, from_ms)->busy_ms += (uint64_t)(end_ms - from_ms);
        from_ms = end_ms;
    }
}

// A further service that began at the counter at once stood in no line; one that came back from hold
// may have been called since.
static bool served_at_once(const Hallq__Step *step) {
    return step->started_at_ms && (!step->called_at_ms || step->called_at_ms > step->started_at_ms);
}

static void wait_add(struct tally *t, struct tally_service *s, const Hallq__Step *step) {
    if (!step->entered_at_ms || served_at_once(step))
        return;
    struct tally_cell *cell = cell_at(t, s, step->entered_at_ms);
    cell->entered++;
    if (!step->called_at_ms)
        return;
    if (!figure_wait(t->settings, step->entered_at_ms, step->called_at_ms)) {
        s->work.wait_left_out++;
        return;
    }
    uint32_t wait_s = span_s(step->entered_at_ms, step->called_at_ms);
    if (!cell->counts)
        cell->counts = arena_need(t->arena, HISTOGRAM_PLACES * sizeof *cell->counts);
    cell->counts[histogram_place(wait_s)]++;
    cell->waits++;
    cell->wait_sum_s += wait_s;
    cell->over_target += s->target_wait_s && wait_s > s->target_wait_s;
    cell->over_20_min += wait_s > OVER_S;
}

static void work_walk_add(struct tally_work *work, bool counts, uint32_t walk_s) {
    work->walks += counts;
    work->walk_sum_s += counts ? walk_s : 0;
    work->walk_left_out += !counts;
}

static void walk_add(struct tally *t, struct tally_service *s, const Hallq__Step *step) {
    if (!step->called_at_ms || !step->started_at_ms || served_at_once(step))
        return;
    bool counts = figure_walk(t->settings, step->called_at_ms, step->started_at_ms);
    uint32_t walk_s = span_s(step->called_at_ms, step->started_at_ms);
    work_walk_add(&s->work, counts, walk_s);
    if (step->clerk)
        work_walk_add(&tally_clerk(t, step->clerk)->work, counts, walk_s);
    if (counts)
        busy_add(t, s, step->called_at_ms, step->started_at_ms);
}

static void work_service_add(struct tally *t, struct tally_work *work, const Hallq__Step *step,
                             bool counts, bool over) {
    work->served++;
    work->services += counts;
    work->service_sum_s += counts ? step->served_s : 0;
    work->over_service += counts && over;
    if (*step->outcome)
        tally_outcome(t->arena, work, step->outcome)->count++;
}

static void service_add(struct tally *t, struct tally_service *s, const Hallq__Step *step) {
    if (!step->finished_at_ms)
        return;
    // Whether a step's time is a figure was decided at its finish, by the settings of then; steps of
    // an older version do not say it.
    bool counts = !step->left_out && step->served_s <= LIMIT_SERVICE_TIME_S;
    bool over = s->target_service_s && step->served_s > s->target_service_s;
    work_service_add(t, &s->work, step, counts, over);
    if (step->clerk)
        work_service_add(t, &tally_clerk(t, step->clerk)->work, step, counts, over);
    if (counts)
        busy_add(t, s, step->finished_at_ms - step->served_s * 1000LL, step->finished_at_ms);
}

static void work_rating_add(struct tally_work *work, const struct ratings *given) {
    if (given->customer && given->customer <= TALLY_SCORES)
        work->ratings[given->customer - 1]++;
    if (given->counter && given->counter <= TALLY_SCORES)
        work->counter_ratings[given->counter - 1]++;
}

// The rating is for the clerk who served the last finished step, and for its service.
static void rating_add(struct tally *t, const Hallq__TicketRow *row) {
    struct ratings given = ticket_ratings(row);
    for (size_t i = row->n_steps; row->rating && i-- > 0;) {
        if (!row->steps[i]->finished_at_ms || !row->steps[i]->clerk)
            continue;
        work_rating_add(&tally_service(t, row->steps[i]->service)->work, &given);
        work_rating_add(&tally_clerk(t, row->steps[i]->clerk)->work, &given);
        return;
    }
}

static void path_add(struct tally *t, const Hallq__TicketRow *row) {
    uint32_t services[TALLY_PATH_STEPS] = {0};
    size_t count = row->n_steps < TALLY_PATH_STEPS ? row->n_steps : TALLY_PATH_STEPS;
    for (size_t i = 0; i < count; i++)
        services[i] = row->steps[i]->service;
    struct tally_path *path = tally_path(t, services, count);
    path->count++;
    int64_t finished_at_ms = row->steps[row->n_steps - 1]->finished_at_ms;
    if (row->state != HALLQ__TICKET__STATE__FINISHED || !finished_at_ms)
        return; // a lead may have ended it before it was served
    path->finished++;
    path->stay_sum_s += span_s(row->issued_at_ms, finished_at_ms);
}

static void issue_add(struct tally *t, const Hallq__TicketRow *row) {
    struct tally_service *first = tally_service(t, row->steps[0]->service);
    struct tally_service *last = tally_service(t, row->steps[row->n_steps - 1]->service);
    cell_at(t, first, row->issued_at_ms)->issued++;
    if (row->state == HALLQ__TICKET__STATE__CANCELLED)
        cell_at(t, last, row->issued_at_ms)->cancelled++;
    if (row->state == HALLQ__TICKET__STATE__NO_SHOW)
        cell_at(t, last, row->issued_at_ms)->no_shows++;
}

void tally_ticket(struct tally *t, const Hallq__TicketRow *row) {
    if (!row->n_steps)
        return;
    t->tickets++;
    issue_add(t, row);
    for (size_t i = 0; i < row->n_steps; i++) {
        struct tally_service *s = tally_service(t, row->steps[i]->service);
        wait_add(t, s, row->steps[i]);
        walk_add(t, s, row->steps[i]);
        service_add(t, s, row->steps[i]);
    }
    rating_add(t, row);
    path_add(t, row);
    for (size_t i = 0; i < row->n_exceptions; i++)
        tally_exception(t, row->exceptions[i]->kind, row->exceptions[i]->reason)->count++;
}
