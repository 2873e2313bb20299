// hall_time.h - hall time between two messages of the broker: the time it last told, and the loop's
// time passed since.
#ifndef HALLQ_HALL_TIME_H
#define HALLQ_HALL_TIME_H

#include <stdint.h>

struct hall_time {     // zeroed: the broker has told no time yet
    int64_t at_ms;     // hall time last told
    uint64_t told_ms;  // loop time when it was told
    uint64_t heard_ms; // loop time of the last heartbeat
};

// hall_time_now: hall time at this loop time; 0 before the broker told any.
int64_t hall_time_now(const struct hall_time *t, uint64_t loop_ms);

// hall_time_told: sets hall time. hall_time_told_later: sets it unless ours is later.
void hall_time_told(struct hall_time *t, int64_t at_ms, uint64_t loop_ms);
void hall_time_told_later(struct hall_time *t, int64_t at_ms, uint64_t loop_ms);

// hall_time_beat: takes the time of a heartbeat. A heartbeat that waited in a queue, with others or
// after a gap, tells a time long past: it may not turn ours back, or the events behind it would not
// be late.
void hall_time_beat(struct hall_time *t, int64_t at_ms, uint64_t loop_ms);

#endif
