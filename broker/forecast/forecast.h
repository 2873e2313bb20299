// forecast.h - the wait of somebody who takes a ticket now, as a number and a range, learnt by each call.
//
// A hall has one forecast for all its lines. What a ticket was told is kept with it and given back at its call: then the
// forecast learns. Of whom a free counter took at once nothing is learnt, nor of tickets that were given up or still wait:
// a forecast says how long they wait who wait.
//
//     inputs -> blend --------------> mix -> band -> what is told
//          \-> wide (with the twin) -/
#ifndef HALLQ_FORECAST_FORECAST_H
#define HALLQ_FORECAST_FORECAST_H

#include <stdbool.h>
#include <stdint.h>

#include "broker/forecast/band.h"
#include "broker/forecast/inputs.h"
#include "broker/forecast/mix.h"
#include "broker/forecast/rls.h"
#include "broker/forecast/score.h"

// What a hall has learnt; plain numbers, 10,112 bytes, of which 5.9 KB matter.
struct forecast {
    double offset_s;
    double learns_over_s; // of waits that were longer
    uint64_t learnt;      // waits
    struct rls blend, wide;
    struct mix mix;
    struct band band, shadow_bands[SHADOWS];
};

// What is known when a ticket is taken.
struct forecast_asked {
    const double *inputs_s; // INPUTS of them
    double twin_s;          // twin_run's mean; below 0: it was not asked
    double clock_s;         // since midnight in the hall
    uint32_t ahead;         // people
    bool at_once;           // a counter that can serve the ticket stands free, and nobody is ahead
    uint32_t fallen_to;     // struct skill
};

// What one ticket is told, and what it was told from. 168 bytes.
struct forecast_given {
    double inputs_s[INPUTS];
    double twin_s, clock_s;
    double blend_s, wide_s;
    double learnt_s; // what both come to, told or not
    struct score_said said;
    bool at_once;
};

// forecast_init: `offset_s` is what an error of a short wait is measured beside: 60, or 30 where most waits are below
// two minutes.
void forecast_init(struct forecast *forecast, double offset_s);

void forecast_give(const struct forecast *forecast, const struct forecast_asked *asked,
                   struct forecast_given *ret);

// forecast_learn: whom was told `given` has been called after `waited_s` (0 or more), a no-show too.
void forecast_learn(struct forecast *forecast, const struct forecast_given *given, double waited_s);

#endif
