// mix.c - weights that fall by the exponential of a way's loss above the least loss.
// Source: the exponentially weighted forecaster (Cesa-Bianchi and Lugosi, Prediction, Learning, and Games), with fading
// losses.
#include "broker/forecast/mix.h"

#include <math.h>

#define PART .001     // share of each new error in the loss
#define SHARPNESS 10. // a way that loses a tenth more than the best way weighs 1/e of it

static void ways_of(double first, double second, double ret[MIX_WAYS]) {
    ret[MIX_FIRST] = first;
    ret[MIX_SECOND] = second;
    ret[MIX_MEAN] = (first + second) / 2;
}

double mix_of(const struct mix *mix, double first, double second) {
    double ways[MIX_WAYS], sum = 0, weights = 0;
    double least = fmin(mix->loss[MIX_FIRST], fmin(mix->loss[MIX_SECOND], mix->loss[MIX_MEAN]));
    ways_of(first, second, ways);
    for (uint32_t i = 0; i < MIX_WAYS; i++) {
        double more = least > 0 ? mix->loss[i] / least - 1 : 0;
        double weight = exp(-SHARPNESS * more);
        sum += weight * ways[i];
        weights += weight;
    }
    return sum / weights;
}

void mix_learn(struct mix *mix, double first, double second, double result, double size) {
    double ways[MIX_WAYS];
    ways_of(first, second, ways);
    for (uint32_t i = 0; i < MIX_WAYS; i++) {
        double error = ways[i] - result;
        mix->loss[i] += PART * (error * error / size - mix->loss[i]);
    }
}
