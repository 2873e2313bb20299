// start.h - what is said of waits before there is much to learn from: theory in place of experience.
#ifndef HALLQ_FORECAST_START_H
#define HALLQ_FORECAST_START_H

#include <stdbool.h>
#include <stdint.h>

#include "broker/forecast/inputs.h"
#include "broker/forecast/score.h"

#define START_SERVICE_CALLS                                                                        \
    30 // before so many calls of a service no number is shown, but people ahead
#define START_HALL_WAITS 200 // of which a hall has learnt, before its forecast is told

// start_say: the work ahead where it is known, or else the queue length; the range is that of ahead + 1 services of
// exponential length (Erlang), a tenth on each side.
void start_say(const double inputs_s[INPUTS], uint32_t ahead, struct score_said *ret);

#endif
