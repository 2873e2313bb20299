// forecast.h - the wait of a person who takes a ticket now, as a number and a range, learnt by each call.
//
// A hall has one forecast for all its lines. The forecast that a ticket was told is kept with the ticket and given back
// at its call: then the hall's forecast learns. Nothing is learnt from tickets that a free counter took at once, that
// were given up or that still wait: a forecast says how long people wait who wait until their call.
//
//     inputs -> blend --------------> mix -> band -> the forecast told
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
#include "broker/forecast/wide.h"

// How unsure the weights are: what learning needs beside a forecast. 4,928 bytes.
struct forecast_spreads {
    double blend[RLS_SPREADS(INPUTS)], wide[RLS_SPREADS(WIDE_INPUTS)];
};

// What a hall has learnt; plain numbers but for the spreads, which are borrowed. 1,152 bytes.
struct forecast {
    double offset_s;
    double learns_over_s; // only longer waits are learnt from
    uint64_t learnt;      // number of waits learnt from
    struct rls blend, wide;
    struct mix mix;
    struct band band, shadow_bands[SHADOWS];
};

// The facts known when a ticket is taken.
struct forecast_asked {
    const double *inputs_s; // INPUTS of them
    double twin_s;          // twin_run's mean; below 0: the twin was not run
    double clock_s;         // time since midnight in the hall
    uint32_t ahead;         // people ahead
    bool at_once;           // a counter that can serve the ticket stands free, and nobody is ahead
    uint32_t fallen_to;     // as in struct skill
};

// The forecast that a ticket is told, and the numbers it was made from. 168 bytes.
struct forecast_given {
    double inputs_s[INPUTS];
    double twin_s, clock_s;
    double blend_s, wide_s;
    double learnt_s; // the mix of both opinions, told or not
    struct score_said said;
    bool at_once;
};

// forecast_init: begins with nothing learnt. `spreads`, which are written, stay the caller's and are what
// forecast_learn works on; NULL: forecasts are given and nothing is learnt. `offset_s` is added to a wait when
// its error is weighed, so that short waits do not count too much: 60, or 30 where most waits are below two minutes.
void forecast_init(struct forecast *forecast, struct forecast_spreads *spreads, double offset_s);

// forecast_shape: as forecast_init, for who then fills in all that is learnt, which is not set: the number of
// waits, weights, losses, edges of the ranges and how often they were seen. Without spreads.
void forecast_shape(struct forecast *forecast, double offset_s);

void forecast_give(const struct forecast *forecast, const struct forecast_asked *asked,
                   struct forecast_given *ret);

// forecast_learn: learns from a ticket that was told `given` and called after `waited_s` (0 or more), also from a
// no-show.
void forecast_learn(struct forecast *forecast, const struct forecast_given *given, double waited_s);

#endif
