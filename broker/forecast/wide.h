// wide.h - the second opinion: the blend's estimates and the twin's, each with a weight that moves with the size of the
// wait and with the time of day. It learns more slowly than the blend and is better once it has learnt.
#ifndef HALLQ_FORECAST_WIDE_H
#define HALLQ_FORECAST_WIDE_H

#include "broker/forecast/inputs.h"
#include "broker/forecast/rls.h"

#define WIDE_INPUTS (3 * (INPUTS + 1))

// wide_init, wide_shape: as rls_init and rls_shape.
void wide_init(struct rls *wide, double *spread);
void wide_shape(struct rls *wide);

// wide_fill: `blend_s` is the first opinion, `twin_s` the twin's estimate, or below 0 where the twin was not run;
// `offset_s` as in forecast_init; `clock_s` seconds since midnight in the hall.
void wide_fill(const double inputs_s[INPUTS], double blend_s, double twin_s, double offset_s,
               double clock_s, double ret_inputs[WIDE_INPUTS]);

// wide_sum_s: the second opinion, not below half and not over the double of the first, short waits aside.
double wide_sum_s(const struct rls *wide, const double inputs[WIDE_INPUTS], double blend_s,
                  double offset_s);

#endif
