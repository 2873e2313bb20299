#include "broker/hall/fold/histogram.h"

// Under EXACT_S a place is one second. Above, the five bits behind a span's highest bit are its
// place in its doubling: 100 s = 0b1100100 is in 64..127, whose places are two seconds wide, the
// 18th: EXACT_S + 18.
#define EXACT_S 64
#define EXACT_BITS 6
#define PART_BITS 5
#define PARTS (1u << PART_BITS)

static uint32_t highest_bit(uint32_t value) {
    uint32_t bit = 0;
    while (value >>= 1)
        bit++;
    return bit;
}

uint32_t histogram_place(uint32_t span_s) {
    if (span_s < EXACT_S)
        return span_s;
    uint32_t bit = highest_bit(span_s);
    uint32_t part = (span_s >> (bit - PART_BITS)) & (PARTS - 1);
    uint32_t place = EXACT_S + (bit - EXACT_BITS) * PARTS + part;
    return place < HISTOGRAM_PLACES ? place : HISTOGRAM_PLACES - 1;
}

uint32_t histogram_middle_s(uint32_t place) {
    if (place < EXACT_S)
        return place;
    uint32_t bit = (place - EXACT_S) / PARTS + EXACT_BITS;
    uint32_t width_s = 1u << (bit - PART_BITS);
    uint32_t from_s = (1u << bit) + (place - EXACT_S) % PARTS * width_s;
    return from_s + (width_s - 1) / 2;
}

uint32_t histogram_percentile_s(const uint32_t counts[HISTOGRAM_PLACES], uint64_t count,
                                uint32_t percent) {
    uint64_t rank = (count * percent + 99) / 100, seen = 0;
    for (uint32_t place = 0; rank && place < HISTOGRAM_PLACES; place++)
        if ((seen += counts[place]) >= rank)
            return histogram_middle_s(place);
    return 0;
}
