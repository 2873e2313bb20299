// counter.h - whether the broker hears the terminal of a counter.
#ifndef HALLQ_COUNTER_H
#define HALLQ_COUNTER_H

#include "broker/hall/core/decision.h"
#include "broker/hall/core/state.h"

// decide_counter_heard: the broker's own finding that a counter's terminal has not been heard for
// its lease, or is heard again. The record is NULL if the finding changes nothing.
int decide_counter_heard(struct state *s, int64_t now_ms, uint32_t hall, uint32_t counter,
                         bool heard, struct decision *ret);

#endif
