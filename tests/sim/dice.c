#include "tests/sim/dice.h"

static uint64_t splitmix(uint64_t *x) {
    uint64_t z = *x += 0x9e3779b97f4a7c15ull;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
}

static uint64_t rotl(uint64_t x, int k) {
    return (x << k) | (x >> (64 - k));
}

void dice_init(struct dice *d, uint64_t seed, uint64_t stream) {
    uint64_t x = seed;
    x = splitmix(&x) ^ stream;
    for (int i = 0; i < 4; i++)
        d->s[i] = splitmix(&x);
}

uint64_t dice_next(struct dice *d) {
    uint64_t *s = d->s;
    uint64_t result = rotl(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 45);
    return result;
}

uint64_t dice_below(struct dice *d, uint64_t n) {
    return n ? (dice_next(d) >> 11) % n : 0;
}

int64_t dice_range(struct dice *d, int64_t low, int64_t high) {
    return low + (int64_t)dice_below(d, (uint64_t)(high - low) + 1);
}

bool dice_chance(struct dice *d, unsigned permille) {
    return dice_below(d, 1000) < permille;
}

// The sum of a geometric number of short stretches: near enough to exponential.
int64_t dice_wait(struct dice *d, int64_t mean) {
    int64_t wait = (int64_t)dice_below(d, (uint64_t)(mean / 4) + 1);
    while (dice_chance(d, 778) && wait < mean * 8)
        wait += (int64_t)dice_below(d, (uint64_t)(mean / 2) + 1);
    return wait;
}

size_t dice_weighted(struct dice *d, const unsigned *weights, size_t count) {
    uint64_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += weights[i];
    if (!total)
        return count;
    uint64_t at = dice_below(d, total);
    size_t i = 0;
    while (at >= weights[i])
        at -= weights[i++];
    return i;
}
