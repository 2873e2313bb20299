// rough.h - the rough estimate of a wait, from the length of the line alone: it is told before the hall's forecast has
// learnt, and marked as rough wherever it is shown. Whole numbers, so that a replay gives the same estimate.
#ifndef HALLQ_FORECAST_ROUGH_H
#define HALLQ_FORECAST_ROUGH_H

#include <stdint.h>

// rough_mean_now_ms: the time a service takes: the mean of the services so far, or the set target (seconds) while there
// is no mean (0).
uint64_t rough_mean_now_ms(uint32_t mean_ms, uint32_t target_s);

// rough_wait_s: (people ahead + 1) x mean service time / open counters that take from the line, in seconds, rounded
// down. 0: unknown, since no open counter takes from the line.
uint32_t rough_wait_s(uint64_t mean_ms, uint32_t people_ahead, uint32_t counters);

// rough_mean_ms: the mean after one more service of `served_s`: the average of the `counted` services so far, with the
// set target counting as ten services, and from the ninetieth service on .99 old + .01 new.
uint32_t rough_mean_ms(uint32_t mean_ms, uint32_t counted, uint32_t target_s, uint32_t served_s);

#endif
