// erlang.h - queues of theory: how likely a wait is, and how long, for counters that all serve the same.
// Arrivals come by chance at a steady rate, services last exponentially. Rates and times in any one unit of time.
// Sources: Erlang (1917), Palm (1957), Cobham (1954), Halfin and Whitt (1981).
#ifndef HALLQ_FORECAST_ERLANG_H
#define HALLQ_FORECAST_ERLANG_H

#include <stdint.h>

#define ERLANG_MOST_COUNTERS 100000 // the most counters tried for a goal

// A queue: `load` is arrivals x service time, the counters that are busy on average.
struct erlang {
    uint32_t counters;
    double arrivals; // people a unit of time
    double service;  // time of each service
};

// erlang_log_b, erlang_log_c: log of the probability that all counters are busy where nobody waits (B), and that a
// person who comes has to wait (C; with fewer counters than the load a queue grows without end, and C is 1). Logs,
// since both probabilities can be smaller than any number.
double erlang_log_b(uint32_t counters, double load);
double erlang_log_c(uint32_t counters, double load);

// erlang_c: the probability C itself.
double erlang_c(uint32_t counters, double load);

// erlang_wait: the mean wait over all people who come; INFINITY with fewer counters than the load.
double erlang_wait(const struct erlang *queue);

// erlang_over: the share of people who wait longer than `limit`.
double erlang_over(const struct erlang *queue, double limit);

// erlang_counters: the fewest counters with which at most a `share` of people waits longer than `limit`.
uint32_t erlang_counters(double arrivals, double service, double limit, double share);

// Figures of a queue whose people give up after `patience` on average.
struct erlang_leaving {
    double leave;       // share of people who give up
    double wait;        // mean wait of all people
    double served_wait; // mean wait of the people who are served
    double waiting;     // mean number of people who wait
    double occupancy;   // share of time that counters are busy
};

void erlang_leaving(const struct erlang *queue, double patience, struct erlang_leaving *ret);

// erlang_priority_waits: mean waits of classes that are called in the order given; no service is broken off for a
// class.
void erlang_priority_waits(uint32_t counters, double service, const double arrivals[],
                           uint32_t classes, double ret_waits[]);

// erlang_many: the value of C for many counters, as many as the load and `spare` square roots of it.
double erlang_many(double spare);

#endif
