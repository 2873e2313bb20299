// service_times.h - how long a service takes at the counter: its mean, and its last times to draw from.
#ifndef HALLQ_FORECAST_SERVICE_TIMES_H
#define HALLQ_FORECAST_SERVICE_TIMES_H

#include <stdint.h>

#define SERVICE_TIMES_KEPT 400

// 1,616 bytes; zeroed is new.
struct service_times {
    double mean_s;  // over about 100; 0: nothing is known
    uint64_t count; // all that were added
    float last_s
        [SERVICE_TIMES_KEPT]; // of the last, the next one's place is count % SERVICE_TIMES_KEPT
};

// service_times_expect: the mean to begin with, from the settings.
void service_times_expect(struct service_times *times, double mean_s);

// service_times_add: a service that was finished took `taken_s`; not a no-show.
void service_times_add(struct service_times *times, double taken_s);

// service_times_mean_s: or `otherwise_s` where nothing is known.
double service_times_mean_s(const struct service_times *times, double otherwise_s);

#endif
