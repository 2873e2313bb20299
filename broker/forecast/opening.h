// opening.h - which closed counters to open, so that nobody waits longer than they should: each is tried in the twin of
// every line that shares the counters, and beside the best of them the others.
#ifndef HALLQ_FORECAST_OPENING_H
#define HALLQ_FORECAST_OPENING_H

#include <stdbool.h>
#include <stdint.h>

#include "broker/forecast/twin.h"

#define OPENING_MOST 2          // counters proposed at once
#define OPENING_NOBODY_S 86400. // the wait where no counter is there for a line
#define OPENING_LEAST_GAIN_S                                                                       \
    60. // over all lines: what gains less, and less than half, is not worth a counter

// A line that the counters serve. Who would take a ticket now is the last of its tickets.
struct opening_line {
    struct twin_ticket *tickets; // as in struct twin
    uint32_t ticket_count;       // 1 or more
    double target_s;             // nobody should wait longer
    double now_s,
        then_s; // opening_find's answer: what one in ten waits over, without and with what is proposed
};

struct opening {
    struct twin
        twin; // all but its tickets. Of its counters the first are open, the others could be
    uint32_t open_count; // with OPENING_MOST at most TWIN_COUNTERS
    struct opening_line *lines;
    uint32_t line_count;
};

struct opening_answer {
    uint32_t count;                  // counters to open; 0: none is needed, or none helps
    uint32_t counters[OPENING_MOST]; // their places among the twin's
    bool enough;                     // every line is within its target then
};

// opening_find: takes lines x closed counters x a forecast of the twin, twice at most: for a worker. The same seed gives
// the same answer, and all are tried with the same luck.
void opening_find(struct opening *opening, uint64_t seed, struct opening_answer *ret);

#endif
