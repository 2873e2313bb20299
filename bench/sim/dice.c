#include "bench/sim/dice.h"

#include <math.h>

static uint64_t splitmix64(uint64_t *x) {
    uint64_t z = *x += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

void dice_init(struct dice *d, uint64_t seed) {
    for (int i = 0; i < 4; i++)
        d->state[i] = splitmix64(&seed);
}

static uint64_t rotate(uint64_t x, int bits) {
    return x << bits | x >> (64 - bits);
}

uint64_t dice_u64(struct dice *d) {
    uint64_t *s = d->state;
    uint64_t result = rotate(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

double dice_unit(struct dice *d) {
    return ((double)(dice_u64(d) >> 11) + 1) * 0x1p-53;
}

bool dice_chance(struct dice *d, double probability) {
    return dice_unit(d) <= probability;
}

double dice_exponential(struct dice *d, double mean) {
    return -mean * log(dice_unit(d));
}

static double normal(struct dice *d) {
    double radius = sqrt(-2 * log(dice_unit(d)));
    return radius * cos(6.283185307179586 * dice_unit(d));
}

double dice_lognormal(struct dice *d, double mean, double cv) {
    double variance = log(1 + cv * cv);
    return exp(log(mean) - variance / 2 + sqrt(variance) * normal(d));
}
