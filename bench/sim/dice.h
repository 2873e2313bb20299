// dice.h - seeded random numbers: the same seed plays the same morning.
#ifndef HALLQ_SIM_DICE_H
#define HALLQ_SIM_DICE_H

#include <stdbool.h>
#include <stdint.h>

struct dice {
    uint64_t state[4];
};

// dice_init: xoshiro256** (Blackman, Vigna 2018), its state filled from the seed by splitmix64.
void dice_init(struct dice *d, uint64_t seed);

uint64_t dice_u64(struct dice *d);

// dice_unit: uniform in (0, 1].
double dice_unit(struct dice *d);

// dice_chance: true with this probability.
bool dice_chance(struct dice *d, double probability);

// dice_exponential, dice_lognormal: with this mean; cv is standard deviation / mean.
double dice_exponential(struct dice *d, double mean);
double dice_lognormal(struct dice *d, double mean, double cv);

#endif
