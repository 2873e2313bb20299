#include "broker/forecast/rough.h"

// The set target counts as only ten services, or a new hall's estimate would lag for days; and no
// service weighs less than one part in a hundred: .99 old + .01 new.
#define MEAN_TARGET_WEIGHT 10
#define MEAN_MEMORY 100

uint64_t rough_mean_now_ms(uint32_t mean_ms, uint32_t target_s) {
    return mean_ms ? mean_ms : target_s * 1000ull;
}

uint32_t rough_wait_s(uint64_t mean_ms, uint32_t people_ahead, uint32_t counters) {
    return counters ? (uint32_t)(mean_ms * (people_ahead + 1ull) / counters / 1000) : 0;
}

uint32_t rough_mean_ms(uint32_t mean_ms, uint32_t counted, uint32_t target_s, uint32_t served_s) {
    uint64_t weight = MEAN_TARGET_WEIGHT + counted + 1ull;
    if (weight > MEAN_MEMORY)
        weight = MEAN_MEMORY;
    return (uint32_t)(((weight - 1) * rough_mean_now_ms(mean_ms, target_s) + 1000ull * served_s) /
                      weight);
}
