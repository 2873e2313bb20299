// opening.h - which closed counters to open, so that nobody waits over the target: each closed counter is tried in the
// twin of every line that shares the counters, and then each other closed counter beside the best.
#ifndef HALLQ_FORECAST_OPENING_H
#define HALLQ_FORECAST_OPENING_H

#include <stdbool.h>
#include <stdint.h>

#include "broker/forecast/twin.h"

#define OPENING_MOST 2          // counters proposed at once
#define OPENING_NOBODY_S 86400. // the wait of a line that no counter serves
#define OPENING_LEAST_GAIN_S                                                                       \
    60. // over all lines: a counter that gains less, and less than half, is not proposed

// A line that the counters serve. The last of its tickets is a ticket that would be taken now.
struct opening_line {
    struct twin_ticket *tickets; // as in struct twin
    uint32_t ticket_count;       // 1 or more
    double target_s;             // the longest wait that anybody should have
    double now_s,
        then_s; // by opening_find: the wait one in ten exceeds, without and with the proposed counters
};

struct opening {
    struct twin
        twin; // all but its tickets. Of its counters the first are open, the others could be
    uint32_t open_count; // together with OPENING_MOST at most TWIN_COUNTERS
    struct opening_line *lines;
    uint32_t line_count;
};

struct opening_answer {
    uint32_t count;                  // counters to open; 0: none is needed, or none helps
    uint32_t counters[OPENING_MOST]; // their places among the twin's
    bool enough;                     // with these counters every line is within its target
};

// opening_find: takes the time of lines x closed counters x a forecast of the twin, twice at most: for a worker. The
// same seed gives the same answer, and all counters are tried with the same luck.
void opening_find(struct opening *opening, uint64_t seed, struct opening_answer *ret);

#endif
