// histogram.h - counts of times at a fixed relative width, so that a tail is as sharp as a median.
#ifndef HALLQ_BENCH_HISTOGRAM_H
#define HALLQ_BENCH_HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_PART_BITS 6 // 64 buckets an octave: a value is known to 1.6 %
#define HISTOGRAM_BUCKETS ((64 - HISTOGRAM_PART_BITS + 1) << HISTOGRAM_PART_BITS)

// Any 64-bit value fits; 0 to 127 are exact. A zeroed struct is empty.
struct histogram {
    uint64_t count;
    uint64_t max;
    uint64_t buckets[HISTOGRAM_BUCKETS];
};

void histogram_clear(struct histogram *h);
void histogram_add(struct histogram *h, uint64_t value);

// histogram_at: the value that `part` (0..1) of all do not exceed, at the top of its bucket but
// never over the largest seen; 0 of an empty one.
uint64_t histogram_at(const struct histogram *h, double part);

#endif
