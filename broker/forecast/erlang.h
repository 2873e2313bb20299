// erlang.h - queues of theory: how likely a wait is, and how long, for counters that all serve the same.
// Arrivals come by chance at a steady rate, services last exponentially. Rates and times in any one unit of time.
// Sources: Erlang (1917), Palm (1957), Cobham (1954), Halfin and Whitt (1981).
#ifndef HALLQ_FORECAST_ERLANG_H
#define HALLQ_FORECAST_ERLANG_H

#include <stdint.h>

#define ERLANG_MOST_COUNTERS 100000 // looked at for a goal

// A queue: `load` is arrivals x service time, the counters that are busy on average.
struct erlang {
    uint32_t counters;
    double arrivals; // a unit of time
    double service;  // time of each
};

// erlang_log_b, erlang_log_c: log of the probability that all counters are busy where nobody waits (B), and that somebody
// who comes has to wait (C; below its load a queue grows without end, and C is 1). Logs, since both can be smaller
// than any number.
double erlang_log_b(uint32_t counters, double load);
double erlang_log_c(uint32_t counters, double load);

// erlang_c: the probability itself.
double erlang_c(uint32_t counters, double load);

// erlang_wait: mean over all who come; INFINITY below the load.
double erlang_wait(const struct erlang *queue);

// erlang_over: the share that waits longer than `limit`.
double erlang_over(const struct erlang *queue, double limit);

// erlang_counters: the least counters with which at most `share` waits longer than `limit`.
uint32_t erlang_counters(double arrivals, double service, double limit, double share);

// With people who give up after `patience` on average.
struct erlang_leaving {
    double leave;       // share that gives up
    double wait;        // mean over all
    double served_wait; // and over those who are served
    double waiting;     // mean number
    double occupancy;   // share of time that counters are busy
};

void erlang_leaving(const struct erlang *queue, double patience, struct erlang_leaving *ret);

// erlang_priority_waits: mean waits of classes that are called in the order given, none broken off for another.
void erlang_priority_waits(uint32_t counters, double service, const double arrivals[],
                           uint32_t classes, double ret_waits[]);

// erlang_many: what C comes to for many counters, `spare` square roots of the load above it.
double erlang_many(double spare);

#endif
