// dice.h - the only source of chance in the simulation: xoshiro256** seeded by splitmix64. The same
// seed and stream give the same numbers on every machine.
#ifndef HALLQ_SIM_DICE_H
#define HALLQ_SIM_DICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dice {
    uint64_t s[4];
};

// dice_init: one of several independent streams of a seed, so that what one part of the simulation
// draws does not move what another draws.
void dice_init(struct dice *d, uint64_t seed, uint64_t stream);

uint64_t dice_next(struct dice *d);

// dice_below: 0..n-1; 0 if n is 0.
uint64_t dice_below(struct dice *d, uint64_t n);

// dice_range: low..high, both possible.
int64_t dice_range(struct dice *d, int64_t low, int64_t high);

// dice_chance: true `permille` times in a thousand.
bool dice_chance(struct dice *d, unsigned permille);

// dice_wait: 0 or more, spread as between independent arrivals, about `mean` in the mean; no
// floating point.
int64_t dice_wait(struct dice *d, int64_t mean);

// dice_weighted: an index, each as often as its weight says; `count` if all weights are zero.
size_t dice_weighted(struct dice *d, const unsigned *weights, size_t count);

#endif
