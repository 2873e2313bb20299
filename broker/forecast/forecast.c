// forecast.c - the blend of the inputs and its band.
#include "broker/forecast/forecast.h"

#include <math.h>
#include <string.h>

#define MINUTE_S 60. // the weights are learnt in minutes, so that the first spread of them fits

static void in_minutes(const double inputs_s[INPUTS], double ret_inputs_min[INPUTS]) {
    for (uint32_t i = 0; i < INPUTS; i++)
        ret_inputs_min[i] = inputs_s[i] / MINUTE_S;
}

void forecast_init(struct forecast *forecast, double offset_s) {
    memset(forecast, 0, sizeof *forecast);
    forecast->offset_s = offset_s;
    rls_init(&forecast->blend, INPUTS);
    forecast->blend.weights[INPUT_PACE_60] = 1; // what was measured to be the best alone
    band_init(&forecast->band, offset_s);
}

void forecast_give(const struct forecast *forecast, const double inputs_s[INPUTS], bool at_once,
                   struct forecast_given *ret) {
    double inputs_min[INPUTS];
    memset(ret, 0, sizeof *ret);
    memcpy(ret->inputs_s, inputs_s, sizeof ret->inputs_s);
    ret->at_once = at_once;
    if (!at_once) {
        in_minutes(inputs_s, inputs_min);
        ret->said.forecast_s = ret->blend_s =
            fmin(fmax(rls_sum(&forecast->blend, inputs_min) * MINUTE_S, 0), INPUT_LONGEST_S);
        ret->said.shadow_s[SHADOW_QUEUE] = inputs_s[INPUT_QUEUE];
        ret->said.shadow_s[SHADOW_HEAD] = inputs_s[INPUT_HEAD];
    }
    band_range(&forecast->band, ret->said.forecast_s, &ret->said.lower_s, &ret->said.upper_s);
}

void forecast_learn(struct forecast *forecast, const struct forecast_given *given,
                    double waited_s) {
    double inputs_min[INPUTS];
    band_learn(&forecast->band, given->said.forecast_s, waited_s);
    if (given->at_once)
        return;
    // An error counts by the size of the wait it was made at.
    double size_s = forecast->offset_s + given->inputs_s[INPUT_PACE_60];
    in_minutes(given->inputs_s, inputs_min);
    rls_learn(&forecast->blend, inputs_min, waited_s / MINUTE_S, MINUTE_S / size_s);
}
