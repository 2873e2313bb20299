// band.c - quantile steps of .5/sqrt(n), never below .01, on the logarithm of the ratio.
#include "broker/forecast/band.h"

#include <math.h>
#include <string.h>

// Shares of waits outside the range, a fifth together. Waits are skew: with fewer below than above, the range is a
// tenth narrower.
#define BELOW .07
#define ABOVE .13
#define FIRST_EDGE .8
#define FIRST_STEP .5
#define LEAST_STEP                                                                                 \
    .01 // a memory of some thousand waits; a double step follows single days and misses the next

static const double size_s[BAND_SIZES - 1] = {60, 180, 360, 720, 1500, 3000};

static uint32_t size_of(double forecast_s) {
    uint32_t size = 0;
    while (size < BAND_SIZES - 1 && forecast_s > size_s[size])
        size++;
    return size;
}

void band_init(struct band *band, double offset_s) {
    memset(band, 0, sizeof *band);
    band->offset_s = offset_s;
    for (uint32_t i = 0; i < BAND_SIZES; i++) {
        band->lower[i] = -FIRST_EDGE;
        band->upper[i] = FIRST_EDGE;
    }
}

void band_range(const struct band *band, double forecast_s, double *ret_lower_s,
                double *ret_upper_s) {
    uint32_t i = size_of(forecast_s);
    double whole_s = forecast_s + band->offset_s;
    *ret_lower_s = fmax(whole_s * exp(band->lower[i]) - band->offset_s, 0);
    *ret_upper_s = fmax(whole_s * exp(band->upper[i]) - band->offset_s, 0);
}

void band_learn(struct band *band, double forecast_s, double waited_s) {
    uint32_t i = size_of(forecast_s);
    double off = log((waited_s + band->offset_s) / (forecast_s + band->offset_s));
    double step = fmax(FIRST_STEP / sqrt((double)++band->seen[i]), LEAST_STEP);
    band->lower[i] += step * (BELOW - (off < band->lower[i]));
    band->upper[i] += step * (1 - ABOVE - (off < band->upper[i]));
}
