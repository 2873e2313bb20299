// mix.h - one forecast from two opinions: the first, the second and their mean, each weighted by how near it was of
// late.
#ifndef HALLQ_FORECAST_MIX_H
#define HALLQ_FORECAST_MIX_H

#include <stdint.h>

enum mix_way { MIX_FIRST, MIX_SECOND, MIX_MEAN, MIX_WAYS };

// 24 bytes; a zeroed mix is new, and takes all three ways for equally good.
struct mix {
    double loss[MIX_WAYS]; // mean of squared errors over the waits' sizes, of about 1,000 waits
};

double mix_of(const struct mix *mix, double first, double second);

// mix_learn: learns that the wait was `result`; `size` (over 0) is the usual size of an error of such a wait.
void mix_learn(struct mix *mix, double first, double second, double result, double size);

#endif
