// mix.h - one number from two opinions: the first, the second or their mean, by which of the three was nearer of late.
#ifndef HALLQ_FORECAST_MIX_H
#define HALLQ_FORECAST_MIX_H

#include <stdint.h>

enum mix_way { MIX_FIRST, MIX_SECOND, MIX_MEAN, MIX_WAYS };

// 24 bytes; zeroed is new, and takes all three for equally good.
struct mix {
    double loss[MIX_WAYS]; // squared errors over the size of the wait, over about 1,000
};

double mix_of(const struct mix *mix, double first, double second);

// mix_learn: the result was `result`; errors of `size` (over 0) are of the usual size.
void mix_learn(struct mix *mix, double first, double second, double result, double size);

#endif
