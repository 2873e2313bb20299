// clock.h - whether hall time goes by a clock that is believed.
#ifndef HALLQ_HALL_CLOCK_H
#define HALLQ_HALL_CLOCK_H

#include "broker/hall/core/decision.h"
#include "broker/hall/core/state.h"

// decide_clock: the wall clock is not believed any more (alarmed), or agrees again. The record is
// NULL if that changes nothing.
int decide_clock(struct state *s, int64_t now_ms, bool alarmed, int64_t wall_at_ms,
                 struct decision *ret);

#endif
