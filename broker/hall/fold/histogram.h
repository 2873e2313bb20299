// histogram.h - how many spans of time are about how long: places that grow with the span, so that a
// percentile over any days is known to within a stated error. Spans under a minute have a place
// each second; above, 32 places share each doubling, so that the middle of a place is off by at most
// 1/64, 1.6 %.
#ifndef HALLQ_FOLD_HISTOGRAM_H
#define HALLQ_FOLD_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

#define HISTOGRAM_PLACES 416 // up to 36 hours; longer spans stand in the last place

// histogram_place: the place of a span. histogram_middle_s: the span that stands for a place.
uint32_t histogram_place(uint32_t span_s);
uint32_t histogram_middle_s(uint32_t place);

// histogram_percentile_s: the smallest span that at least `percent` of the `count` spans do not
// exceed (nearest rank), as its place tells it; 0 without spans.
uint32_t histogram_percentile_s(const uint32_t counts[HISTOGRAM_PLACES], uint64_t count,
                                uint32_t percent);

#endif
