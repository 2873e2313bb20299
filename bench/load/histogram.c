// histogram.c - buckets of 2^-6 of their octave.
//
//     value          0 .. 63   64 .. 127   128 .. 255   256 .. 511
//     bucket width      1          1            2            4
//     first bucket      0         64          128          192
#include "bench/load/histogram.h"

#include <string.h>

#define PARTS (1u << HISTOGRAM_PART_BITS)

static uint32_t bucket_of(uint64_t value) {
    if (value < PARTS)
        return (uint32_t)value;
    uint32_t octave = 63 - (uint32_t)__builtin_clzll(value) - HISTOGRAM_PART_BITS;
    return (octave << HISTOGRAM_PART_BITS) + (uint32_t)(value >> octave);
}

static uint64_t bucket_top(uint32_t bucket) {
    if (bucket < 2 * PARTS)
        return bucket;
    uint32_t octave = (bucket >> HISTOGRAM_PART_BITS) - 1;
    uint64_t part = bucket - ((uint64_t)octave << HISTOGRAM_PART_BITS);
    return ((part + 1) << octave) - 1;
}

void histogram_clear(struct histogram *h) {
    memset(h, 0, sizeof *h);
}

void histogram_add(struct histogram *h, uint64_t value) {
    h->buckets[bucket_of(value)]++;
    h->count++;
    if (value > h->max)
        h->max = value;
}

uint64_t histogram_at(const struct histogram *h, double part) {
    uint64_t wanted = (uint64_t)(part * (double)h->count + 0.999999);
    uint64_t seen = 0;
    for (uint32_t i = 0; i < HISTOGRAM_BUCKETS && h->count; i++) {
        seen += h->buckets[i];
        if (seen >= wanted && seen)
            return bucket_top(i) < h->max ? bucket_top(i) : h->max;
    }
    return h->max;
}
