// checkpoint.h - brings the store's tables up to the last turn: when enough has changed, when the log has rested, and when a
// job waits to see a turn, but at most once in LIMIT_LOOK_MS. An open turn has no checkpoint.
#ifndef HALLQ_CHECKPOINT_H
#define HALLQ_CHECKPOINT_H

#include "broker/turn/parts.h"

struct checkpoint {
    struct turn_parts *parts;
    uv_timer_t rest_timer;    // runs while the tables lack turns that the store's log has
    uint64_t rest_number;     // the number of the last turn when the timer ran last
    uv_timer_t readers_timer; // runs while jobs wait for the tables
    int64_t readers_shown_ms; // monotonic: when the tables were last brought up for jobs
};

void checkpoint_init(struct checkpoint *c, uv_loop_t *loop, struct turn_parts *parts);
void checkpoint_close(struct checkpoint *c);

// checkpoint_due: a turn was answered; the tables follow if enough has changed.
// checkpoint_rest: a turn was written; once no turn is for a while, the tables follow.
// checkpoint_readers: a job waits; the tables follow now, or once LIMIT_LOOK_MS is over. All end
// the process on an input/output error, and stop writes when there is no room.
void checkpoint_due(struct checkpoint *c);
void checkpoint_rest(struct checkpoint *c);
void checkpoint_readers(struct checkpoint *c);

#endif
