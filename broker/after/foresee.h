// foresee.h - has the twin look ahead: copies the floors of halls where people wait, between turns,
// gives them to the twin's worker and keeps what it tells. A hall's comes anew once a second. Where a
// line is crowded the worker also seeks advice, which goes into a turn as a finding.
#ifndef HALLQ_FORESEE_H
#define HALLQ_FORESEE_H

#include "broker/jobs/twin.h"
#include "broker/live/hall_time.h"
#include "broker/live/halls.h"
#include "broker/turn/inbox.h"
#include "broker/turn/look.h"

// What it has cost, since the start.
struct foresee_cost {
    uint64_t floors;  // copied
    uint64_t copy_us; // on the loop
    uint64_t run_us;  // on the worker
};

struct foresee {
    struct halls *halls;
    struct look *look;
    struct hall_time *time;
    struct twins *twins;
    struct inbox *inbox;
    // Owned:
    struct twin_lane lane;
    struct hall *next;      // the hall to look at next; NULL: the first
    uint64_t rest_until_ns; // the worker has its rest: others want the processor too
    uint64_t copied_us;     // the loop's time for the task that runs
    struct foresee_cost cost;
};

// foresee_init: on a struct whose pointers are set. foresee_close: no task begins any more.
// foresee_fini: when the loop has ended.
void foresee_init(struct foresee *f, uv_loop_t *loop);
void foresee_close(struct foresee *f);
void foresee_fini(struct foresee *f);

// foresee_round: copies as many halls as a round of the loop has time for. Between turns only
// (look.h).
void foresee_round(struct foresee *f);

#endif
