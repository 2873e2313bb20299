// opening.c - adds one counter after the other, each time the counter that takes most from the waits over their
// targets.
#include "broker/forecast/opening.h"

#include <assert.h>
#include <math.h>
#include <string.h>

// Fills then_s with the waits of all lines if the counters in `with` are open as well; returns the seconds, over all
// lines, by which the waits exceed their targets.
static double wait_with(struct opening *opening, const struct opening_answer *with, uint64_t seed) {
    struct twin_counter counters[TWIN_COUNTERS];
    struct twin twin = opening->twin;
    double over_s = 0;
    memcpy(counters, twin.counters, opening->open_count * sizeof counters[0]);
    for (uint32_t i = 0; i < with->count; i++)
        counters[opening->open_count + i] = opening->twin.counters[with->counters[i]];
    twin.counters = counters;
    twin.counter_count = opening->open_count + with->count;
    for (uint32_t i = 0; i < opening->line_count; i++) {
        struct opening_line *line = &opening->lines[i];
        struct twin_answer answer;
        twin.tickets = line->tickets;
        twin.ticket_count = line->ticket_count;
        twin_run(&twin, seed, &answer);
        line->then_s = answer.nobody ? OPENING_NOBODY_S : answer.upper_s;
        over_s += fmax(line->then_s - line->target_s, 0);
    }
    return over_s;
}

static bool is_in(const struct opening_answer *with, uint32_t counter) {
    for (uint32_t i = 0; i < with->count; i++)
        if (with->counters[i] == counter)
            return true;
    return false;
}

// Adds the counter with which the waits exceed their targets by least, if it saves a minute or half of the excess.
// Returns the excess, in seconds.
static double add_best(struct opening *opening, struct opening_answer *with, double over_s,
                       uint64_t seed) {
    struct opening_answer best = *with;
    double best_s = fmax(over_s - OPENING_LEAST_GAIN_S, over_s / 2);
    for (uint32_t i = opening->open_count; i < opening->twin.counter_count; i++) {
        struct opening_answer tried = *with;
        if (is_in(with, i))
            continue;
        tried.counters[tried.count++] = i;
        double tried_s = wait_with(opening, &tried, seed);
        if (tried_s < best_s) {
            best_s = tried_s;
            best = tried;
        }
    }
    if (best.count == with->count)
        return over_s;
    *with = best;
    return best_s;
}

void opening_find(struct opening *opening, uint64_t seed, struct opening_answer *ret) {
    assert(opening->open_count + OPENING_MOST <= TWIN_COUNTERS);
    memset(ret, 0, sizeof *ret);
    double over_s = wait_with(opening, ret, seed);
    for (uint32_t i = 0; i < opening->line_count; i++)
        opening->lines[i].now_s = opening->lines[i].then_s;
    while (over_s > 0 && ret->count < OPENING_MOST) {
        uint32_t count = ret->count;
        over_s = add_best(opening, ret, over_s, seed);
        if (ret->count == count)
            break;
    }
    ret->enough = wait_with(opening, ret, seed) == 0;
}
