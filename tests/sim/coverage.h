// coverage.h - what the runs have met: operation × state of its subject × what became of it. A
// reachable cell that stays empty is a blind spot, and fails.
#ifndef HALLQ_SIM_COVERAGE_H
#define HALLQ_SIM_COVERAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "tests/sim/host.h"
#include "tests/sim/model.h"

enum {
    COVERAGE_DUE = 256, // due kinds stand behind the commands
    COVERAGE_HEARD = COVERAGE_DUE + 31,
    COVERAGE_NEXT, // call_next with an end: these four
    COVERAGE_NEXT_FINISH = COVERAGE_NEXT,
    COVERAGE_NEXT_NO_SHOW,
    COVERAGE_ONLY_FINISH, // nobody could be called
    COVERAGE_ONLY_NO_SHOW,
    COVERAGE_FORGET_SCORES,  // a due kind whose number is far behind the others
    COVERAGE_FORGET_FIGURES, // and so are these
    COVERAGE_FOLD,
    COVERAGE_ALERTS, // a look for alerts
    COVERAGE_ADVICE,
    COVERAGE_SEE_ALERT,
    COVERAGE_END_MEASURE,
    COVERAGE_TAKE, // and the kind of the measure
    COVERAGE_TAKE_LAST = COVERAGE_TAKE + HALLQ__MEASURE__KIND__ZONE_OUT,
    COVERAGE_OPS,
};

struct coverage {
    uint64_t cells[COVERAGE_OPS][MODEL_STATES][FATE_COUNT];
    uint64_t done[COVERAGE_OPS][MODEL_STATES]; // of those, applied
    uint64_t refused[MODEL_REASONS];
    uint64_t looks[2],
        advised[2]; // for alerts, and proposals made; [1]: by what the hall has learnt
    uint64_t runs, events, turns, crashes, replays;
    uint64_t failed; // some run has
};

void coverage_count(struct coverage *c, int op, int state, enum fate fate, bool applied);
void coverage_add(struct coverage *to, const struct coverage *from);

// coverage_print: the table. coverage_holes: names every empty reachable cell; returns how many.
void coverage_print(const struct coverage *c, FILE *to);
unsigned coverage_holes(const struct coverage *c, FILE *to);

#endif
