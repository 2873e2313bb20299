// band.h - the range that four of five waits end in, corrected at each wait: two running quantiles of the ratio of a
// wait to its forecast, for forecasts of about the same size.
// Source: stochastic quantile steps (Robbins and Monro); the floor of the step follows a changing hall.
#ifndef HALLQ_FORECAST_BAND_H
#define HALLQ_FORECAST_BAND_H

#include <stdint.h>

#define BAND_SIZES 7 // forecasts up to 1, 3, 6, 12, 25, 50 minutes, and longer ones

// 176 bytes.
struct band {
    double offset_s; // added to both sides of the ratio, so that short waits have a ratio
    double
        lower[BAND_SIZES]; // of log((wait + offset) / (forecast + offset)): 7 % of waits are below
    double upper[BAND_SIZES]; // the same logarithm, of which 13 % of waits are above
    uint64_t seen[BAND_SIZES];
};

// band_init: the range a new hall begins with, from below a half of the forecast to above its double.
void band_init(struct band *band, double offset_s);

void band_range(const struct band *band, double forecast_s, double *ret_lower_s,
                double *ret_upper_s);

// band_learn: corrects the range by a wait that was forecast as `forecast_s` and ended after `waited_s`.
void band_learn(struct band *band, double forecast_s, double waited_s);

#endif
