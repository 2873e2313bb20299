// clerk_times.h - how the time of clerks at their counters passes, for the figures of the day.
#ifndef HALLQ_CORE_CLERK_TIMES_H
#define HALLQ_CORE_CLERK_TIMES_H

#include "broker/hall/core/change.h"

// clerk_times_pass: adds what passed since the last call, or since the counter came into its state, to the clerk who
// is there: free, it was idle; paused, it was a pause. Called before state, clerk or ticket of the row change. Does
// nothing where nobody is signed on. Beyond LIMIT_CLERK_TIMES people a day the time of others is not counted.
void clerk_times_pass(struct change *c, Hallq__CounterRow *row);

// clerk_times_pause: counts one more pause for the clerk who is there.
void clerk_times_pause(struct change *c, Hallq__CounterRow *row);

// clerk_times_clear: forgets all times of the counter, as a day begins.
void clerk_times_clear(Hallq__CounterRow *row);

// clerk_times_running_ms: how much has passed by now_ms that clerk_times_pass would add.
int64_t clerk_times_running_ms(const Hallq__CounterRow *row, int64_t now_ms);

#endif
