// twin.c - counters stand in a heap by when they are free; each takes the first ticket in order that it can serve.
//
// The tickets of a service are a chain in order, so that a free counter looks at one ticket of each service, not at
// every ticket.
#include "broker/forecast/twin.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX
#define UNKNOWN_SERVICE_S 400.
#define NO_SHOW_S 45. // from the call of a no-show until the next call
#define NO_SHOW_PART .002
#define TRIES 8      // draws to find a service that took longer than the running service so far
#define REST_PART .6 // of a mean service: the rest of a service that has outlasted all others

// A counter, by when it is free; equal ones by their number.
struct standing {
    double free_at_s;
    uint32_t counter;
};

struct run {
    const struct twin *twin;
    uint64_t seed, dice;
    uint32_t first[TWIN_SERVICES];       // first ticket of each service
    uint64_t waiting;                    // services with a ticket, a bit each
    struct standing heap[TWIN_COUNTERS]; // the first counter is free next
    uint32_t heap_count;
};

// splitmix64, by Sebastiano Vigna.
static uint64_t draw(struct run *run) {
    uint64_t z = run->dice += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

// Makes the next draws those of the ticket or counter of this number.
static void draw_for(struct run *run, uint64_t number) {
    run->dice = run->seed;
    run->dice = draw(run) + number;
    run->dice = draw(run);
}

static double draw_part(struct run *run) {
    return (double)(draw(run) >> 11) / 9007199254740992.; // 2^53
}

static bool is_drawn(const struct service_times *times) {
    return service_times_kept(times) > SERVICE_TIMES_FEWEST;
}

static double draw_time_s(struct run *run, const struct service_times *times) {
    return times->last_s[((draw(run) >> 32) * service_times_kept(times)) >> 32];
}

static double service_s(struct run *run, uint32_t ticket) {
    uint32_t service = run->twin->tickets[ticket].service;
    const struct service_times *times = &run->twin->services[service];
    double no_shows = run->twin->no_shows;
    if (!is_drawn(times))
        return twin_ticket_s(service_times_mean_s(times, UNKNOWN_SERVICE_S), no_shows);
    draw_for(run, ticket);
    return draw_part(run) < no_shows ? NO_SHOW_S : draw_time_s(run, times);
}

// The time left of a running service: the rest of a past service that took longer, else by the mean.
static double rest_s(struct run *run, const struct twin_counter *counter) {
    const struct service_times *times = &run->twin->services[counter->service];
    double mean_s = service_times_mean_s(times, UNKNOWN_SERVICE_S), past_s = counter->busy_s;
    if (!is_drawn(times))
        return fmax(mean_s - past_s, REST_PART * mean_s);
    for (uint32_t i = 0; i < TRIES; i++) {
        double time_s = draw_time_s(run, times);
        if (time_s > past_s)
            return time_s - past_s;
    }
    return -log(1 - draw_part(run)) * REST_PART * mean_s;
}

static bool earlier(const struct standing *left, const struct standing *right) {
    return left->free_at_s < right->free_at_s ||
           (left->free_at_s == right->free_at_s && left->counter < right->counter);
}

static void sink(struct run *run, uint32_t at) {
    struct standing *heap = run->heap, sinks = heap[at];
    for (uint32_t child; (child = 2 * at + 1) < run->heap_count; at = child) {
        if (child + 1 < run->heap_count && earlier(&heap[child + 1], &heap[child]))
            child++;
        if (!earlier(&heap[child], &sinks))
            break;
        heap[at] = heap[child];
    }
    heap[at] = sinks;
}

static void begin(struct run *run, const struct twin *twin, uint64_t seed) {
    run->twin = twin;
    run->seed = seed;
    run->waiting = 0;
    for (uint32_t i = twin->ticket_count; i > 0; i--) {
        struct twin_ticket *ticket = &twin->tickets[i - 1];
        uint64_t service = 1ull << ticket->service;
        ticket->next = run->waiting & service ? run->first[ticket->service] : NONE;
        run->first[ticket->service] = i - 1;
        run->waiting |= service;
    }
    run->heap_count = twin->counter_count;
    for (uint32_t i = 0; i < twin->counter_count; i++) {
        struct twin_counter *counter = &twin->counters[i];
        draw_for(run, i + (1ull << 32)); // numbers beyond all tickets
        counter->free_at_s = fmax(counter->opens_in_s, counter->busy ? rest_s(run, counter) : 0);
        run->heap[i] = (struct standing){counter->free_at_s, i};
    }
    for (uint32_t i = run->heap_count / 2; i > 0; i--)
        sink(run, i - 1);
}

// Takes the first ticket in order that is ready for the counter from its chain. NONE if no ticket is ready; ret_ready_s
// then says when a ticket will be (INFINITY: never).
static uint32_t take(struct run *run, const struct twin_counter *counter, double *ret_ready_s) {
    struct twin_ticket *tickets = run->twin->tickets;
    uint32_t best = NONE, before_best = NONE;
    *ret_ready_s = INFINITY;
    for (uint64_t left = run->waiting & counter->services; left; left &= left - 1) {
        uint32_t before = NONE, ticket = run->first[__builtin_ctzll(left)];
        while (ticket != NONE && tickets[ticket].ready_in_s > counter->free_at_s) {
            *ret_ready_s = fmin(*ret_ready_s, tickets[ticket].ready_in_s);
            before = ticket;
            ticket = tickets[ticket].next;
        }
        if (ticket < best) {
            best = ticket;
            before_best = before;
        }
    }
    if (best == NONE)
        return NONE;
    uint32_t service = tickets[best].service, next = tickets[best].next;
    if (before_best != NONE)
        tickets[before_best].next = next;
    else if (next != NONE)
        run->first[service] = next;
    else
        run->waiting &= ~(1ull << service);
    return best;
}

static bool is_away(const struct twin_counter *counter) {
    return counter->free_at_s >= counter->away_from_s && counter->free_at_s < counter->away_to_s;
}

// Returns false when no counter will serve the ticket.
static bool run_once(struct twin *twin, uint64_t seed, double *ret_wait_s) {
    struct run run;
    begin(&run, twin, seed);
    while (run.heap_count) {
        struct twin_counter *counter = &twin->counters[run.heap[0].counter];
        if (is_away(counter)) {
            counter->free_at_s = counter->away_to_s;
        } else {
            double ready_s;
            uint32_t ticket = take(&run, counter, &ready_s);
            if (ticket == twin->ticket_count - 1) {
                *ret_wait_s = counter->free_at_s;
                return true;
            }
            counter->free_at_s =
                ticket == NONE ? ready_s : counter->free_at_s + service_s(&run, ticket);
        }
        run.heap[0].free_at_s = counter->free_at_s;
        if (isinf(counter->free_at_s))
            run.heap[0] = run.heap[--run.heap_count];
        sink(&run, 0);
    }
    *ret_wait_s = TWIN_NOBODY_S;
    return false;
}

static int compare(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

void twin_run(struct twin *twin, uint64_t seed, struct twin_answer *ret) {
    double waits_s[TWIN_RUNS], sum_s = 0;
    bool called = true;
    memset(ret, 0, sizeof *ret);
    assert(twin->ticket_count && twin->counter_count <= TWIN_COUNTERS &&
           twin->service_count <= TWIN_SERVICES);
    for (uint32_t i = 0; i < TWIN_RUNS; i++) {
        called &= run_once(twin, seed * TWIN_RUNS + i, &waits_s[i]);
        sum_s += waits_s[i];
    }
    qsort(waits_s, TWIN_RUNS, sizeof waits_s[0], compare);
    ret->nobody = !called;
    ret->mean_s = sum_s / TWIN_RUNS;
    ret->lower_s = waits_s[TWIN_RUNS / 10];
    ret->upper_s = waits_s[TWIN_RUNS - 1 - TWIN_RUNS / 10];
}

double twin_ticket_s(double service_s, double no_shows) {
    return (1 - no_shows) * service_s + no_shows * NO_SHOW_S;
}

double twin_spread(const struct service_times *times, double no_shows) {
    uint32_t count = service_times_kept(times);
    double sum_s = 0, squares = 0;
    if (!is_drawn(times))
        return 1;
    for (uint32_t i = 0; i < count; i++) {
        double time_s = times->last_s[i];
        sum_s += time_s;
        squares += time_s * time_s;
    }
    double mean_s = twin_ticket_s(sum_s / count, no_shows);
    double square = (1 - no_shows) * squares / count + no_shows * NO_SHOW_S * NO_SHOW_S;
    return mean_s > 0 ? fmax(square / (mean_s * mean_s) - 1, 0) : 1;
}

void twin_came(double *no_shows, bool came) {
    *no_shows += NO_SHOW_PART * (!came - *no_shows);
}
