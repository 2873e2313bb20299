// advice.c - three ways are tried, the cheapest first: counters whose clerk is there, a counter that
// works, counters where nobody sits. The first that is enough is taken, else the one that leaves the
// least waits over their targets.
//
// Who comes until the horizon is drawn once for the choice, so that all ways have the same luck; what
// would come of the chosen one is then told from several draws.
#include "broker/hall/plan/advice.h"

#include <math.h>

#include "broker/forecast/advise.h"
#include "broker/forecast/opening.h"

#define WORSE_S 60. // a wait that grows by less is not worse
#define GAIN_S 60.  // a way that takes less from what one in ten waits longer than is not worth it

struct line {
    uint32_t place;
    double target_s;
};

struct search {
    const struct floor *floor;
    struct arena *arena;
    uint64_t seed;
    uint32_t service;                // place of the crowded one
    struct line lines[ADVICE_LINES]; // the crowded one first
    uint32_t line_count;
    double excess_s; // by which waits exceed their targets as it is
};

// A way to help, and the seconds by which waits still exceed their targets.
struct way {
    enum advice_kind kind;
    uint32_t counters[ADVICE_COUNTERS]; // by their places
    uint32_t counter_count;
    double excess_s;
};

// ---------------------------------------------------------------- lines

static uint64_t bit(uint32_t place) {
    return 1ull << place;
}

// Services that counters, working or not, give together with the crowded one.
static uint64_t shared_with(const struct floor *floor, uint32_t service) {
    uint64_t shared = 0;
    for (uint32_t i = 0; i < floor->counter_count; i++)
        if (floor->counters[i].twin.services & bit(service))
            shared |= floor->counters[i].twin.services;
    return shared & ~bit(service);
}

static void lines_find(struct search *s, double target_s) {
    uint64_t shared = shared_with(s->floor, s->service);
    s->lines[s->line_count++] = (struct line){s->service, target_s};
    for (uint32_t i = 0; i < s->floor->service_count && s->line_count < ADVICE_LINES; i++) {
        const struct floor_service *other = &s->floor->services[i];
        if (shared & bit(i) && other->open && (other->waiting || other->arrivals_per_s > 0))
            s->lines[s->line_count++] = (struct line){i, other->target_s};
    }
}

// By how much the wait of one in ten exceeds the line's target at the horizon.
static double over_s(const struct floor *floor, const struct search *s, uint32_t line,
                     double *ret_upper_s) {
    struct plan_asked asked = {.service = s->lines[line].place, .in_s = ADVICE_HORIZON_S};
    struct twin twin;
    struct twin_answer answer = {.nobody = true};
    struct arena arena;
    arena_init(&arena, 0);
    if (plan_twin(floor, &asked, s->seed, &arena, &twin))
        twin_run(&twin, s->seed, &answer);
    arena_fini(&arena);
    *ret_upper_s = answer.nobody ? OPENING_NOBODY_S : fmax(answer.upper_s - ADVICE_HORIZON_S, 0);
    return fmax(*ret_upper_s - s->lines[line].target_s, 0);
}

// ---------------------------------------------------------------- counters opened

// Tries the counters that lack no more than `lack`. Their number decides what it takes: a forecast
// of each line for each of them.
static struct way open_try(struct search *s, enum floor_lack lack) {
    const struct floor *floor = s->floor;
    struct opening_line lines[ADVICE_LINES];
    uint32_t places[ADVICE_TRIED], tried = 0;
    struct opening opening = {.lines = lines, .line_count = s->line_count};
    struct opening_answer answer;
    struct way way = {.kind = ADVICE_NONE, .excess_s = s->excess_s};
    struct twin_counter *counters =
        arena_need(s->arena, (TWIN_COUNTERS + ADVICE_TRIED) * sizeof *counters);
    for (uint32_t i = 0; i < s->line_count; i++) {
        struct plan_asked asked = {.service = s->lines[i].place, .in_s = ADVICE_HORIZON_S};
        plan_twin(floor, &asked, s->seed, s->arena, &opening.twin);
        lines[i] = (struct opening_line){.tickets = opening.twin.tickets,
                                         .ticket_count = opening.twin.ticket_count,
                                         .target_s = s->lines[i].target_s + ADVICE_HORIZON_S};
    }
    opening.open_count = opening.twin.counter_count;
    for (uint32_t i = 0; i < opening.open_count; i++)
        counters[i] = opening.twin.counters[i];
    for (uint32_t needs = FLOOR_PAUSED; needs <= (uint32_t)lack; needs++)
        for (uint32_t i = 0; i < floor->counter_count && tried < ADVICE_TRIED; i++)
            if (floor->counters[i].lack == (enum floor_lack)needs &&
                floor->counters[i].twin.services & bit(s->service)) {
                counters[opening.open_count + tried] = floor->counters[i].twin;
                places[tried++] = i;
            }
    opening.twin.counters = counters;
    opening.twin.counter_count = opening.open_count + tried;
    if (!tried || opening.open_count + OPENING_MOST > TWIN_COUNTERS)
        return way;
    opening_find(&opening, s->seed, &answer);
    if (!answer.count)
        return way;
    way.kind = ADVICE_OPEN;
    way.excess_s = 0;
    for (uint32_t i = 0; i < answer.count; i++)
        way.counters[way.counter_count++] = places[answer.counters[i] - opening.open_count];
    for (uint32_t i = 0; i < s->line_count; i++)
        way.excess_s += fmax(lines[i].then_s - lines[i].target_s, 0);
    return way;
}

// ---------------------------------------------------------------- a counter that works

static struct floor *with_way(struct search *s, const struct way *way) {
    struct plan_services services;
    uint32_t numbers[ADVICE_COUNTERS], id;
    struct floor_plan plan = {.open = numbers, .services = &services};
    struct floor *changed;
    for (uint32_t i = 0; i < way->counter_count; i++)
        numbers[i] = s->floor->counters[way->counters[i]].counter;
    if (way->kind == ADVICE_SERVICES) {
        services.counter = numbers[0];
        services.services = s->floor->counters[way->counters[0]].twin.services | bit(s->service);
        plan.services_count = 1;
    } else {
        plan.open_count = way->counter_count;
    }
    plan_floor(s->floor, &plan, s->arena, &changed, &id);
    return changed;
}

// The lines that share a counter only once it has the crowded service as well: those it gives now.
static bool makes_another_worse(struct search *s, const struct floor *changed, uint32_t counter) {
    for (uint32_t i = 0; i < s->floor->service_count; i++) {
        const struct floor_service *other = &s->floor->services[i];
        struct search one = *s;
        double before_s, after_s;
        if (i == s->service || !(s->floor->counters[counter].twin.services & bit(i)))
            continue;
        if (!other->open || (!other->waiting && other->arrivals_per_s <= 0))
            continue;
        one.lines[0] = (struct line){i, other->target_s};
        over_s(s->floor, &one, 0, &before_s);
        if (over_s(changed, &one, 0, &after_s) > 0 && after_s > before_s + WORSE_S)
            return true;
    }
    return false;
}

static struct way services_try(struct search *s) {
    struct way best = {.kind = ADVICE_NONE, .excess_s = s->excess_s};
    uint32_t tried = 0;
    for (uint32_t i = 0; i < s->floor->counter_count && tried < ADVICE_TRIED; i++) {
        const struct floor_counter *counter = &s->floor->counters[i];
        struct way way = {.kind = ADVICE_SERVICES, .counters = {i}, .counter_count = 1};
        if (counter->lack != FLOOR_WORKS || !counter->twin.services ||
            counter->twin.services & bit(s->service))
            continue;
        struct floor *changed = with_way(s, &way);
        tried++;
        for (uint32_t j = 0; j < s->line_count; j++) {
            double upper_s;
            way.excess_s += over_s(changed, s, j, &upper_s);
        }
        if (way.excess_s < best.excess_s - OPENING_LEAST_GAIN_S &&
            !makes_another_worse(s, changed, i))
            best = way;
    }
    return best;
}

// ---------------------------------------------------------------- people elsewhere

// People and arrivals of all lines, by the share of their counters that give the crowded service.
static struct advise_line shared_line(const struct search *s) {
    const struct floor *floor = s->floor;
    struct advise_line line = {.service_s = floor->services[s->service].service_s,
                               .spread = floor->services[s->service].spread,
                               .target_s = s->lines[0].target_s,
                               .horizon_s = ADVICE_HORIZON_S};
    for (uint32_t i = 0; i < floor->service_count; i++) {
        uint32_t both = 0, all = floor->services[i].counters;
        for (uint32_t j = 0; j < floor->counter_count; j++)
            both += floor->counters[j].lack == FLOOR_WORKS &&
                    floor->counters[j].twin.services & bit(i) &&
                    floor->counters[j].twin.services & bit(s->service);
        double share = all ? (double)both / all : i == s->service;
        double of_own = floor->services[i].service_s / line.service_s;
        line.waiting += share * of_own * floor->services[i].waiting;
        line.arrivals_per_s += share * of_own * floor->services[i].arrivals_per_s;
    }
    return line;
}

// No more people than wait for the service, or come for it until the horizon.
static uint32_t people_elsewhere(const struct search *s, const struct advise_line *line) {
    const struct floor_service *service = &s->floor->services[s->service];
    uint32_t people = advise_divert(line, service->counters);
    uint32_t most = service->waiting + (uint32_t)ceil(service->arrivals_per_s * ADVICE_HORIZON_S);
    return people < most ? people : most;
}

// ---------------------------------------------------------------- what would come of it

static void worse_find(struct search *s, const struct floor *changed, struct advice *advice) {
    for (uint32_t i = 1; i < s->line_count; i++) {
        double before_s, after_s;
        over_s(s->floor, s, i, &before_s);
        if (over_s(changed, s, i, &after_s) > 0 && after_s > before_s + WORSE_S)
            advice->worse[advice->worse_count++] = (struct advice_worse){
                s->floor->services[s->lines[i].place].service, before_s, after_s};
    }
}

static void outcome_tell(struct search *s, const struct floor *changed, struct advice *advice) {
    struct plan_asked later = {.service = s->service, .in_s = ADVICE_HORIZON_S};
    struct plan_asked now = {.service = s->service};
    struct plan_wait at_once, without, with;
    double target_s = s->lines[0].target_s;
    plan_wait(s->floor, &now, s->seed, &at_once);
    plan_wait(s->floor, &later, s->seed, &without);
    plan_wait(changed, &later, s->seed, &with);
    advice->now_s = at_once.nobody ? OPENING_NOBODY_S : at_once.forecast_s;
    advice->without_s = without.nobody ? OPENING_NOBODY_S : without.forecast_s;
    advice->without_upper_s = without.nobody ? OPENING_NOBODY_S : without.upper_s;
    advice->with_s = with.nobody ? OPENING_NOBODY_S : with.forecast_s;
    advice->with_upper_s = with.nobody ? OPENING_NOBODY_S : with.upper_s;
    if (at_once.nobody || at_once.upper_s >= target_s || advice->without_upper_s <= target_s)
        return;
    double growth = (advice->without_upper_s - at_once.upper_s) / ADVICE_HORIZON_S;
    advice->by_s = (target_s - at_once.upper_s) / growth;
}

static void services_tell(const struct floor *changed, uint32_t counter, struct advice *advice) {
    for (uint32_t i = 0; i < changed->service_count; i++)
        if (changed->counters[counter].twin.services & bit(i))
            advice->services[advice->service_count++] = changed->services[i].service;
}

static void way_tell(struct search *s, const struct way *way, struct advice *advice) {
    const struct floor *changed = way->kind == ADVICE_NONE ? s->floor : with_way(s, way);
    advice->kind = way->kind;
    for (uint32_t i = 0; i < way->counter_count; i++)
        advice->counters[advice->counter_count++] = s->floor->counters[way->counters[i]].counter;
    if (way->kind == ADVICE_SERVICES)
        services_tell(changed, way->counters[0], advice);
    outcome_tell(s, changed, advice);
    worse_find(s, changed, advice);
    advice->enough = way->excess_s <= 0 && !advice->worse_count;
}

static struct way way_choose(struct search *s) {
    struct way way = open_try(s, FLOOR_READY);
    if (way.kind != ADVICE_NONE && way.excess_s <= 0)
        return way;
    struct way others[] = {services_try(s), open_try(s, FLOOR_EMPTY)};
    for (uint32_t i = 0; i < 2 && way.excess_s > 0; i++)
        if (others[i].kind != ADVICE_NONE && others[i].excess_s < way.excess_s)
            way = others[i];
    return way;
}

bool advice_find(const struct floor *floor, uint32_t service, double target_s, uint64_t seed,
                 struct arena *arena, struct advice *ret) {
    struct search s = {.floor = floor, .arena = arena, .seed = seed, .service = service};
    double upper_s;
    struct plan_asked last = {.service = service, .in_s = ADVICE_HORIZON_S};
    struct twin twin;
    *ret = (struct advice){.kind = ADVICE_NONE};
    if (!plan_twin(floor, &last, seed, arena, &twin))
        return false; // no other line is asked about either
    lines_find(&s, target_s);
    for (uint32_t i = 0; i < s.line_count; i++)
        s.excess_s += over_s(floor, &s, i, &upper_s);
    struct advise_line line = shared_line(&s);
    ret->open = floor->services[service].counters;
    ret->least = advise_mean_counters(&line);
    ret->safe = advise_safe_counters(&line);
    struct way way = way_choose(&s);
    way_tell(&s, &way, ret);
    if (way.kind != ADVICE_NONE && ret->with_upper_s > ret->without_upper_s - GAIN_S) {
        *ret = (struct advice){.open = ret->open, .least = ret->least, .safe = ret->safe};
        way = (struct way){.kind = ADVICE_NONE, .excess_s = s.excess_s};
        way_tell(&s, &way, ret);
    }
    if (way.kind == ADVICE_NONE && s.excess_s > 0 && ret->open)
        ret->people = people_elsewhere(&s, &line);
    if (ret->people)
        ret->kind = ADVICE_ELSEWHERE;
    return true;
}
