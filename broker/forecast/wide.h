// wide.h - the second opinion: the same estimates and the twin's, each with a weight that moves with the size of the wait
// and with the time of day. Slower to learn than the blend and better once it has.
#ifndef HALLQ_FORECAST_WIDE_H
#define HALLQ_FORECAST_WIDE_H

#include "broker/forecast/inputs.h"
#include "broker/forecast/rls.h"

#define WIDE_INPUTS (3 * (INPUTS + 1))

void wide_init(struct rls *wide);

// wide_fill: `blend_s` is what the first opinion says, `twin_s` what the twin does, or below 0 where it was not asked;
// `offset_s` as of forecast_init; `clock_s` seconds since midnight in the hall.
void wide_fill(const double inputs_s[INPUTS], double blend_s, double twin_s, double offset_s,
               double clock_s, double ret_inputs[WIDE_INPUTS]);

// wide_sum_s: not below half and not over the double of the first opinion, short waits aside.
double wide_sum_s(const struct rls *wide, const double inputs[WIDE_INPUTS], double blend_s,
                  double offset_s);

#endif
