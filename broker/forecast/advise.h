// advise.h - how many counters a line needs, in closed form: a fluid forecast of the wait some time ahead, and a safe
// forecast. Times in seconds, arrivals a second. For lines whose counters serve them alone; where counters are shared,
// people and arrivals are given by share, and the twin tries the proposed number.
#ifndef HALLQ_FORECAST_ADVISE_H
#define HALLQ_FORECAST_ADVISE_H

#include <stdint.h>

#define ADVISE_MOST_COUNTERS 256

struct advise_line {
    double waiting;        // people, now
    double arrivals_per_s; // a second: advise_arrivals_per_s
    double service_s;      // counter time of each person
    double spread;         // squared coefficient of variation of service times; 1: exponential
    double target_s;       // the longest wait that anybody should have
    double horizon_s;      // how far ahead the advice looks
};

// advise_arrivals_per_s: people a second, by the `recent` people of the last `over_s` seconds (over 0), pulled to the usual
// rate as if that rate had been seen for 10 minutes.
double advise_arrivals_per_s(uint32_t recent, double over_s, double usual_s);

// advise_wait_s: the mean wait of a ticket taken at the horizon, with `counters` (1 or more) until then.
double advise_wait_s(const struct advise_line *line, uint32_t counters);

// advise_upper_s: the wait that one person in ten exceeds.
double advise_upper_s(const struct advise_line *line, uint32_t counters);

// advise_mean_counters, advise_safe_counters: the fewest counters with which the mean wait, or nine of ten waits, end
// in time. The safe number is advised: with the mean number up to half of the people wait longer. ADVISE_MOST_COUNTERS
// at most.
uint32_t advise_mean_counters(const struct advise_line *line);
uint32_t advise_safe_counters(const struct advise_line *line);

// advise_divert: how many people have to go elsewhere or come another day, where no counter can be added.
uint32_t advise_divert(const struct advise_line *line, uint32_t counters);

// advise_steady_counters: the fewest counters with which, from the horizon on, one person in twenty waits over the
// target; never fewer than the load and half its root.
uint32_t advise_steady_counters(const struct advise_line *line);

// advise_served: how many of the people waiting can still be called in the `left_s` until the hall closes.
uint32_t advise_served(const struct advise_line *line, uint32_t counters, double left_s);

#endif
