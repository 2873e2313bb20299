// scores.h - keeps in memory how good today's forecasts of each line were, for the metrics page; and
// says in the log when the forecast of a line has lost its skill, and when it has it again.
//
// The rows are the truth (broker/hall/wait/scored.h): they are read anew some seconds after a hall
// changed, never in its turn.
#ifndef HALLQ_SCORES_H
#define HALLQ_SCORES_H

#include "broker/live/counters.h"
#include "broker/live/halls.h"
#include "broker/turn/look.h"

// Lines that the page names, each hall's in turn: all of the largest hall twice, or some ten small
// halls. The others are counted.
#define SCORES_LINES 128

struct scores {
    struct halls *halls;
    struct look *look;
    struct hall *next;    // the hall to look at next; NULL: the first
    uint64_t lost, found; // times that a line's forecast lost its skill, or had it again
};

// scores_round: reads the scores of as many changed halls as a round of the loop has time for.
// Between turns only (look.h).
void scores_round(struct scores *s);

// scores_page: the scores of lines, with the labels hall and service.
void scores_page(const struct scores *s, struct metrics_page *p);

#endif
