// start.h - the forecast told before a hall has much to learn from: theory in place of experience.
#ifndef HALLQ_FORECAST_START_H
#define HALLQ_FORECAST_START_H

#include <stdbool.h>
#include <stdint.h>

#include "broker/forecast/inputs.h"
#include "broker/forecast/score.h"

#define START_SERVICE_CALLS                                                                        \
    30 // before so many calls of a service people ahead are shown instead of a wait
#define START_HALL_WAITS 200 // a hall's forecast is told when it has learnt from so many waits

// start_say: forecasts by the work ahead where it is known, or else by the queue length; the range is the range of
// ahead + 1 services of exponential length (Erlang), with a tenth of waits on each side.
void start_say(const double inputs_s[INPUTS], uint32_t ahead, struct score_said *ret);

#endif
