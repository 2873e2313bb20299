// hall_time.h - hall time between two words of the broker: what it last said, and the loop's time passed since.
#ifndef HALLQ_HALL_TIME_H
#define HALLQ_HALL_TIME_H

#include <stdint.h>

struct hall_time {     // zeroed: nothing was heard
    int64_t at_ms;     // as last told
    uint64_t told_ms;  // loop time of that
    uint64_t heard_ms; // loop time of the last heartbeat
};

// hall_time_now: hall time at this loop time; 0 before anything was told.
int64_t hall_time_now(const struct hall_time *t, uint64_t loop_ms);

// hall_time_told: it is this late in the hall. hall_time_told_later: the same, unless ours is later.
void hall_time_told(struct hall_time *t, int64_t at_ms, uint64_t loop_ms);
void hall_time_told_later(struct hall_time *t, int64_t at_ms, uint64_t loop_ms);

// hall_time_beat: a heartbeat told it. One that waited in a queue, with others or after a gap, tells a time
// that is over: it may not turn ours back, or the events behind it would not be late.
void hall_time_beat(struct hall_time *t, int64_t at_ms, uint64_t loop_ms);

#endif
