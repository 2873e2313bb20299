// rough.h - the rough estimate of a wait, from the length of the line alone: what is said before anything is learnt of a
// hall, and marked as rough wherever it is shown. Whole numbers, so that a replay comes to the same.
#ifndef HALLQ_FORECAST_ROUGH_H
#define HALLQ_FORECAST_ROUGH_H

#include <stdint.h>

// rough_mean_now_ms: how long a service takes: the mean of those so far, or the set target (seconds) while there is none (0).
uint64_t rough_mean_now_ms(uint32_t mean_ms, uint32_t target_s);

// rough_wait_s: (people ahead + 1) x mean service time / open counters that take from the line, in seconds, rounded down. 0: unknown, since no
// counter does.
uint32_t rough_wait_s(uint64_t mean_ms, uint32_t people_ahead, uint32_t counters);

// rough_mean_ms: the mean after one more service of `served_s`: the average of the `counted` services so far, the set target counting as ten of
// them, and from the ninetieth on .99 old + .01 new.
uint32_t rough_mean_ms(uint32_t mean_ms, uint32_t counted, uint32_t target_s, uint32_t served_s);

#endif
