// forecast.h - the wait of somebody who takes a ticket now, as a number and a range, learnt by each call.
//
// A hall has one forecast for all its lines. What a ticket was told is kept with it and given back at its call: then the
// forecast learns. A ticket that a counter could serve at once waits for nothing; nothing is learnt from it. Of tickets
// that were given up or are still waiting nothing is known, and nothing is used.
#ifndef HALLQ_FORECAST_FORECAST_H
#define HALLQ_FORECAST_FORECAST_H

#include <stdbool.h>
#include <stdint.h>

#include "broker/forecast/band.h"
#include "broker/forecast/inputs.h"
#include "broker/forecast/rls.h"
#include "broker/forecast/score.h"

// What a hall has learnt; plain numbers, below 4 KiB.
struct forecast {
    double offset_s;
    struct rls blend;
    struct band band;
};

// What one ticket is told, and what it was told from.
struct forecast_given {
    double inputs_s[INPUTS];
    struct score_said said;
    double blend_s; // the blend alone
    bool at_once;   // a counter was free for it
};

// forecast_init: `offset_s` is what an error of a short wait is measured beside: 60, or 30 where most waits are below
// two minutes.
void forecast_init(struct forecast *forecast, double offset_s);

// forecast_give: `at_once`: a counter that can serve the ticket stands free, and nobody is ahead.
void forecast_give(const struct forecast *forecast, const double inputs_s[INPUTS], bool at_once,
                   struct forecast_given *ret);

// forecast_learn: whom was told `given` has been called after `waited_s` (0 or more), a no-show too.
void forecast_learn(struct forecast *forecast, const struct forecast_given *given, double waited_s);

#endif
