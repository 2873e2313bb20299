// plan.c - a floor with some counters changed, given to the twin. The twin's counters are those that
// work; its tickets are those called before the one asked about, and who comes until that is taken.
#include "broker/hall/plan/plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NINE_OF_TEN 1.28 // standard deviations

// ---------------------------------------------------------------- the floor changed

static enum plan_fault counter_find(struct floor *floor, uint32_t number,
                                    struct floor_counter **ret) {
    uint32_t place = floor_counter(floor, number);
    if (place == UINT32_MAX)
        return PLAN_NO_COUNTER;
    *ret = &floor->counters[place];
    return PLAN_FINE;
}

static void counters_count(struct floor *floor) {
    for (uint32_t i = 0; i < floor->service_count; i++)
        floor->services[i].counters = 0;
    for (uint32_t i = 0; i < floor->counter_count; i++)
        for (uint64_t left = floor->counters[i].twin.services;
             left && floor->counters[i].lack == FLOOR_WORKS; left &= left - 1)
            floor->services[__builtin_ctzll(left)].counters++;
}

static enum plan_fault counters_change(struct floor *floor, const struct floor_plan *plan,
                                       uint32_t *ret_id) {
    struct floor_counter *counter;
    for (size_t i = 0; i < plan->open_count; i++) {
        *ret_id = plan->open[i];
        if (counter_find(floor, *ret_id, &counter))
            return PLAN_NO_COUNTER;
        if (counter->lack == FLOOR_WORKS)
            return PLAN_OPEN_ALREADY;
        counter->lack = FLOOR_WORKS;
    }
    for (size_t i = 0; i < plan->close_count; i++) {
        *ret_id = plan->close[i];
        if (counter_find(floor, *ret_id, &counter))
            return PLAN_NO_COUNTER;
        if (counter->lack != FLOOR_WORKS)
            return PLAN_CLOSED_ALREADY;
        counter->lack = FLOOR_EMPTY;
    }
    for (size_t i = 0; i < plan->services_count; i++) {
        *ret_id = plan->services[i].counter;
        if (counter_find(floor, *ret_id, &counter))
            return PLAN_NO_COUNTER;
        counter->twin.services = plan->services[i].services;
    }
    return PLAN_FINE;
}

// The last in order leave. Their rank is the latest: they came last, or have no head start.
static void people_divert(struct floor *floor, uint32_t service, uint32_t people) {
    uint32_t left = people, kept = floor->ticket_count;
    for (uint32_t i = floor->ticket_count; i > 0; i--) {
        if (left && floor->tickets[i - 1].service == service) {
            left--;
            continue;
        }
        floor->tickets[--kept] = floor->tickets[i - 1];
    }
    floor->tickets += kept;
    floor->ticket_count -= kept;
    uint32_t gone = people - left;
    struct floor_service *of = &floor->services[service];
    of->waiting -= gone < of->waiting ? gone : of->waiting;
}

static enum plan_fault people_change(struct floor *floor, const struct floor_plan *plan,
                                     uint32_t *ret_id) {
    for (size_t i = 0; i < plan->divert_count; i++) {
        uint32_t place = floor_service(floor, plan->diverts[i].service);
        *ret_id = plan->diverts[i].service;
        if (place == UINT32_MAX)
            return PLAN_NO_SERVICE;
        people_divert(floor, place, plan->diverts[i].people);
    }
    return PLAN_FINE;
}

enum plan_fault plan_floor(const struct floor *floor, const struct floor_plan *plan,
                           struct arena *arena, struct floor **ret, uint32_t *ret_id) {
    struct floor *changed = arena_copy(arena, floor, sizeof *floor);
    changed->services =
        arena_copy(arena, floor->services, floor->service_count * sizeof *floor->services);
    changed->counters =
        arena_copy(arena, floor->counters, floor->counter_count * sizeof *floor->counters);
    changed->tickets =
        arena_copy(arena, floor->tickets, floor->ticket_count * sizeof *floor->tickets);
    enum plan_fault fault = counters_change(changed, plan, ret_id);
    if (!fault)
        fault = people_change(changed, plan, ret_id);
    counters_count(changed);
    *ret = changed;
    return fault;
}

// ---------------------------------------------------------------- one forecast

// splitmix64, by Sebastiano Vigna.
static double draw_part(uint64_t *dice) {
    uint64_t z = *dice += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (double)((z ^ (z >> 31)) >> 11) / 9007199254740992.; // 2^53
}

static uint32_t counters_fill(const struct floor *floor, struct twin_counter *counters) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < floor->counter_count; i++)
        if (floor->counters[i].lack == FLOOR_WORKS)
            counters[count++] = floor->counters[i].twin;
    return count;
}

static bool called_before(const struct floor *floor, const struct floor_ticket *ticket,
                          const struct plan_asked *asked) {
    double taken_ms = (double)floor->at_ms + (asked->in_s - asked->head_start_s) * 1e3;
    return (double)ticket->rank_ms <= taken_ms;
}

static uint32_t waiting_fill(const struct floor *floor, const struct plan_asked *asked,
                             struct twin_ticket *tickets) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < floor->ticket_count; i++)
        if (called_before(floor, &floor->tickets[i], asked))
            tickets[count++] = (struct twin_ticket){.service = floor->tickets[i].service,
                                                    .ready_in_s = floor->tickets[i].ready_in_s};
    return count;
}

static int by_ready(const void *left, const void *right) {
    const struct twin_ticket *a = left, *b = right;
    if (a->ready_in_s != b->ready_in_s)
        return a->ready_in_s < b->ready_in_s ? -1 : 1;
    return (a->service > b->service) - (a->service < b->service);
}

// Who comes for an open service until the ticket asked about is taken and is called before it.
// Returns false if they are too many.
static bool coming_fill(const struct floor *floor, const struct plan_asked *asked, uint64_t seed,
                        struct twin_ticket *tickets, uint32_t *ret_count) {
    double until_s = asked->in_s - asked->head_start_s;
    *ret_count = 0;
    for (uint32_t i = 0; i < floor->service_count; i++) {
        const struct floor_service *service = &floor->services[i];
        uint64_t dice = seed * TWIN_SERVICES + i;
        if (service->arrivals_per_s <= 0 || !service->open)
            continue;
        for (double at_s = 0;
             (at_s -= log(1 - draw_part(&dice)) / service->arrivals_per_s) < until_s;) {
            if (*ret_count == PLAN_ARRIVALS)
                return false;
            tickets[(*ret_count)++] = (struct twin_ticket){.service = i, .ready_in_s = at_s};
        }
    }
    qsort(tickets, *ret_count, sizeof *tickets, by_ready);
    return true;
}

bool plan_twin(const struct floor *floor, const struct plan_asked *asked, uint64_t seed,
               struct arena *arena, struct twin *ret) {
    size_t room = floor->ticket_count + (asked->in_s > 0 ? PLAN_ARRIVALS : 0) + 1;
    struct twin_ticket *tickets = arena_need(arena, room * sizeof *tickets);
    struct twin_counter *counters =
        arena_need(arena, (floor->counter_count + 1) * sizeof *counters);
    uint32_t coming;
    *ret = (struct twin){.counters = counters,
                         .counter_count = counters_fill(floor, counters),
                         .tickets = tickets,
                         .ticket_count = waiting_fill(floor, asked, tickets),
                         .services = floor->times,
                         .service_count = floor->service_count,
                         .no_shows = floor->no_shows};
    if (floor->cut || !coming_fill(floor, asked, seed, &tickets[ret->ticket_count], &coming))
        return false;
    ret->ticket_count += coming;
    tickets[ret->ticket_count++] =
        (struct twin_ticket){.service = asked->service, .ready_in_s = asked->in_s};
    return true;
}

// ---------------------------------------------------------------- several draws

// Deviations that have nothing to do with each other.
static double both_s(double left_s, double right_s) {
    return sqrt(left_s * left_s + right_s * right_s);
}

// The means of the draws differ by who comes, each draw's range by how long services take: both
// make the range.
static struct plan_wait draws_join(const struct plan_wait *draws, uint32_t count) {
    struct plan_wait joined = {.nobody = false};
    double square = 0;
    for (uint32_t i = 0; i < count; i++) {
        joined.forecast_s += draws[i].forecast_s / count;
        joined.lower_s += (draws[i].forecast_s - draws[i].lower_s) / count;
        joined.upper_s += (draws[i].upper_s - draws[i].forecast_s) / count;
        joined.nobody |= draws[i].nobody;
    }
    for (uint32_t i = 0; i < count; i++)
        square +=
            (draws[i].forecast_s - joined.forecast_s) * (draws[i].forecast_s - joined.forecast_s);
    double apart_s = count > 1 ? NINE_OF_TEN * sqrt(square / (count - 1)) : 0;
    joined.lower_s = fmax(joined.forecast_s - both_s(joined.lower_s, apart_s), 0);
    joined.upper_s = joined.forecast_s + both_s(joined.upper_s, apart_s);
    return joined;
}

bool plan_wait(const struct floor *floor, const struct plan_asked *asked, uint64_t seed,
               struct plan_wait *ret) {
    struct plan_wait draws[PLAN_DRAWS];
    uint32_t count = asked->in_s > 0 ? PLAN_DRAWS : 1;
    struct arena arena;
    bool told = true;
    arena_init(&arena, 0);
    for (uint32_t i = 0; i < count && told; i++) {
        struct twin twin;
        struct twin_answer answer;
        arena_reset(&arena);
        told = plan_twin(floor, asked, seed * PLAN_DRAWS + i, &arena, &twin);
        if (!told)
            break;
        twin_run(&twin, seed * PLAN_DRAWS + i, &answer);
        draws[i] = (struct plan_wait){.forecast_s = fmax(answer.mean_s - asked->in_s, 0),
                                      .lower_s = fmax(answer.lower_s - asked->in_s, 0),
                                      .upper_s = fmax(answer.upper_s - asked->in_s, 0),
                                      .nobody = answer.nobody};
    }
    arena_fini(&arena);
    *ret = told ? draws_join(draws, count) : (struct plan_wait){.nobody = true};
    return told;
}
