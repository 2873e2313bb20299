// clock.h - whether the broker believes the clock that hall time goes by.
#ifndef HALLQ_HALL_CLOCK_H
#define HALLQ_HALL_CLOCK_H

#include "broker/hall/core/decision.h"
#include "broker/hall/core/state.h"

// decide_clock: the broker's own finding that the wall clock is in doubt (alarmed) or agrees again.
// The record is NULL if the finding changes nothing.
int decide_clock(struct state *s, int64_t now_ms, bool alarmed, int64_t wall_at_ms,
                 struct decision *ret);

#endif
