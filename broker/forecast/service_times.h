// service_times.h - the times that a service takes at the counter: their mean, and the last times to draw from.
#ifndef HALLQ_FORECAST_SERVICE_TIMES_H
#define HALLQ_FORECAST_SERVICE_TIMES_H

#include <stdint.h>

#define SERVICE_TIMES_KEPT 400

// 1,616 bytes; zeroed service times are new.
struct service_times {
    double mean_s;  // fading mean over about 100 services; 0: nothing is known
    uint64_t count; // number of all times added
    float last_s
        [SERVICE_TIMES_KEPT]; // the last times; the next time goes to count % SERVICE_TIMES_KEPT
};

// service_times_expect: sets the mean to begin with, from the settings.
void service_times_expect(struct service_times *times, double mean_s);

// service_times_add: adds the `taken_s` of a finished service; not of a no-show.
void service_times_add(struct service_times *times, double taken_s);

// service_times_mean_s: the mean, or `otherwise_s` where nothing is known.
double service_times_mean_s(const struct service_times *times, double otherwise_s);

#endif
