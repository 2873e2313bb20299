// service_times.h - the times that a service takes at the counter: their mean, and the last times to draw from.
#ifndef HALLQ_FORECAST_SERVICE_TIMES_H
#define HALLQ_FORECAST_SERVICE_TIMES_H

#include <stdint.h>

#define SERVICE_TIMES_KEPT 400
#define SERVICE_TIMES_FEWEST 30 // so many times are too few to draw from

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

// service_times_learn: the same where the mean began with a target of the settings. A target is a wish:
// it counts as only ten services, or a new hall's forecasts would lag for days.
void service_times_learn(struct service_times *times, double taken_s);

// service_times_mean_s: the mean, or `otherwise_s` where nothing is known.
double service_times_mean_s(const struct service_times *times, double otherwise_s);

// service_times_kept: how many times there are to draw from.
uint32_t service_times_kept(const struct service_times *times);

// service_times_walk: adds to each time, and to the mean, `walk_s` from the call of a customer until the
// service begins: the counter is taken for both.
void service_times_walk(struct service_times *times, double walk_s);

#endif
