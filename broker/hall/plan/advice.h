// advice.h - what a shift lead could do about a crowded line: which windows to open, whose services
// to change, or how many people to send elsewhere; and what would come of it.
#ifndef HALLQ_ADVICE_H
#define HALLQ_ADVICE_H

#include "broker/hall/plan/plan.h"

#define ADVICE_HORIZON_S 1800. // how far ahead the advice looks
#define ADVICE_COUNTERS 2      // the most counters to open at once
#define ADVICE_LINES                                                                               \
    16 // the most lines looked at: the crowded one, and those it shares counters with
#define ADVICE_TRIED 12 // the most counters tried, those that need least first

enum advice_kind {
    ADVICE_NONE,      // nothing that can be done would help, or nothing is needed
    ADVICE_OPEN,      // counters to open, or to take up again
    ADVICE_SERVICES,  // a counter that works gives the crowded service as well
    ADVICE_ELSEWHERE, // no window helps: so many people could come another time or go elsewhere
};

struct advice_worse {
    uint32_t service;
    double without_s, with_s; // what one in ten waits longer than at the horizon
};

struct advice {
    enum advice_kind kind;
    uint32_t
        counters[ADVICE_COUNTERS]; // of ADVICE_OPEN, by their numbers; of ADVICE_SERVICES the first
    uint32_t counter_count;
    uint32_t services[TWIN_SERVICES]; // of ADVICE_SERVICES: all that the counter gives then
    uint32_t service_count;
    uint32_t people;                      // of ADVICE_ELSEWHERE
    double now_s;                         // wait of who takes a ticket now, as it is
    double without_s, with_s;             // at the horizon
    double without_upper_s, with_upper_s; // which one in ten exceeds
    double by_s;   // from now on: done later, somebody waits over the target; 0: at once
    bool enough;   // then nine of ten wait no longer than the target in every line looked at
    uint32_t open; // counters that give the service now
    uint32_t least,
        safe; // counters with which the mean wait, or nine of ten, ends in time (advise.h)
    struct advice_worse worse[ADVICE_LINES]; // other lines that it brings over their target
    uint32_t worse_count;
};

// advice_find: the advice for the line of a service, by its place in a floor that has its arrivals;
// `target_s` is the longest wait that anybody should have there, other lines have their own. Of two
// that are enough, the one that needs fewer people fetched: counters whose clerk is there come
// first, then a counter that works, then one where nobody is signed on. A counter that works is
// given another service only if no other line gets over its target by it. For a worker: some
// milliseconds in a small hall, up to two seconds in the largest. The same seed gives the same
// bits. Memory is taken from the arena. False: the floor is cut.
bool advice_find(const struct floor *floor, uint32_t service, double target_s, uint64_t seed,
                 struct arena *arena, struct advice *ret);

#endif
