// forecast.c - two opinions, their mix, and the band of the mix.
#include "broker/forecast/forecast.h"

#include <math.h>
#include <string.h>

#include "broker/forecast/start.h"
#include "broker/forecast/wide.h"

#define MINUTE_S 60. // weights are learnt in minutes, so that their first spread fits
#define BLEND_KEPT .9995
#define BLEND_SPREAD .3
#define LEARNS_OVER_S 1. // a ticket that waited no longer was told nothing

static void in_minutes(const double inputs_s[INPUTS], double ret_inputs_min[INPUTS]) {
    for (uint32_t i = 0; i < INPUTS; i++)
        ret_inputs_min[i] = inputs_s[i] / MINUTE_S;
}

void forecast_shape(struct forecast *forecast, double offset_s) {
    forecast->offset_s = offset_s;
    forecast->learns_over_s = LEARNS_OVER_S;
    rls_shape(&forecast->blend, INPUTS, BLEND_KEPT);
    wide_shape(&forecast->wide);
    forecast->band.offset_s = offset_s;
    for (uint32_t i = 0; i < SHADOWS; i++)
        forecast->shadow_bands[i].offset_s = offset_s;
}

void forecast_init(struct forecast *forecast, struct forecast_spreads *spreads, double offset_s) {
    memset(forecast, 0, sizeof *forecast);
    forecast->offset_s = offset_s;
    forecast->learns_over_s = LEARNS_OVER_S;
    rls_init(&forecast->blend, spreads ? spreads->blend : NULL, INPUTS, BLEND_KEPT, BLEND_SPREAD);
    forecast->blend.weights[INPUT_PACE_60] = 1; // measured as the best input alone
    wide_init(&forecast->wide, spreads ? spreads->wide : NULL);
    band_init(&forecast->band, offset_s);
    for (uint32_t i = 0; i < SHADOWS; i++)
        band_init(&forecast->shadow_bands[i], offset_s);
}

static void ask_both(const struct forecast *forecast, const struct forecast_asked *asked,
                     struct forecast_given *given) {
    double inputs_min[INPUTS], wide[WIDE_INPUTS];
    in_minutes(asked->inputs_s, inputs_min);
    given->blend_s =
        fmin(fmax(rls_sum(&forecast->blend, inputs_min) * MINUTE_S, 0), INPUT_LONGEST_S);
    wide_fill(asked->inputs_s, given->blend_s, asked->twin_s, forecast->offset_s, asked->clock_s,
              wide);
    given->wide_s = wide_sum_s(&forecast->wide, wide, given->blend_s, forecast->offset_s);
    given->learnt_s = mix_of(&forecast->mix, given->blend_s, given->wide_s);
}

void forecast_give(const struct forecast *forecast, const struct forecast_asked *asked,
                   struct forecast_given *ret) {
    struct score_said *said = &ret->said;
    memset(ret, 0, sizeof *ret);
    memcpy(ret->inputs_s, asked->inputs_s, sizeof ret->inputs_s);
    ret->twin_s = asked->twin_s;
    ret->clock_s = asked->clock_s;
    ret->at_once = asked->at_once;
    if (!asked->at_once) {
        ask_both(forecast, asked, ret);
        said->shadow_s[SHADOW_QUEUE] = asked->inputs_s[INPUT_QUEUE];
        said->shadow_s[SHADOW_HEAD] = asked->inputs_s[INPUT_HEAD];
    }
    said->forecast_s = ret->learnt_s;
    const struct band *band = &forecast->band;
    if (!asked->at_once && forecast->learnt < START_HALL_WAITS) {
        start_say(asked->inputs_s, asked->ahead, said);
        return;
    }
    if (asked->fallen_to) {
        said->forecast_s = said->shadow_s[asked->fallen_to - 1];
        band = &forecast->shadow_bands[asked->fallen_to - 1];
    }
    band_range(band, said->forecast_s, &said->lower_s, &said->upper_s);
}

void forecast_learn(struct forecast *forecast, const struct forecast_given *given,
                    double waited_s) {
    double inputs_min[INPUTS], wide[WIDE_INPUTS];
    if (!(waited_s > forecast->learns_over_s))
        return;
    band_learn(&forecast->band, given->learnt_s, waited_s);
    if (given->at_once)
        return;
    forecast->learnt++;
    for (uint32_t i = 0; i < SHADOWS; i++)
        band_learn(&forecast->shadow_bands[i], given->said.shadow_s[i], waited_s);
    // An error counts less, the longer the wait looked.
    double weight = MINUTE_S / (forecast->offset_s + given->inputs_s[INPUT_PACE_60]);
    in_minutes(given->inputs_s, inputs_min);
    rls_learn(&forecast->blend, inputs_min, waited_s / MINUTE_S, weight);
    wide_fill(given->inputs_s, given->blend_s, given->twin_s, forecast->offset_s, given->clock_s,
              wide);
    rls_learn(&forecast->wide, wide, waited_s / MINUTE_S, weight);
    mix_learn(&forecast->mix, given->blend_s, given->wide_s, waited_s,
              forecast->offset_s + given->blend_s);
}
