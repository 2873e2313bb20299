// advise.h - how many counters a line needs, in closed form: a fluid forecast of the wait some time ahead, and a safe one.
// Times in seconds, arrivals a second. For lines whose counters serve them alone; where counters are shared, people and
// arrivals are given by share, and the twin tries what this proposes.
#ifndef HALLQ_FORECAST_ADVISE_H
#define HALLQ_FORECAST_ADVISE_H

#include <stdint.h>

#define ADVISE_MOST_COUNTERS 256

struct advise_line {
    double waiting;    // people, now
    double arrivals_s; // a second: advise_arrivals_s
    double service_s;  // counter time of each
    double spread;     // squared coefficient of variation of service times; 1: exponential
    double target_s;   // nobody should wait longer
    double horizon_s;  // the advice is for so far ahead
};

// advise_arrivals_s: `recent` people in the last 30 minutes, held to the usual rate as if it had been seen for 10.
double advise_arrivals_s(uint32_t recent, double usual_s);

// advise_wait_s: the mean wait of a ticket taken at the horizon, with `counters` (1 or more) until then.
double advise_wait_s(const struct advise_line *line, uint32_t counters);

// advise_upper_s: what one in ten waits longer than.
double advise_upper_s(const struct advise_line *line, uint32_t counters);

// advise_mean_counters, advise_safe_counters: the least with which the mean wait, or nine of ten waits, end in time.
// The safe one is advised: with the other up to half of the people wait longer. ADVISE_MOST_COUNTERS at most.
uint32_t advise_mean_counters(const struct advise_line *line);
uint32_t advise_safe_counters(const struct advise_line *line);

// advise_divert: how many people have to go elsewhere or come another day, where no counter can be added; 0: nobody.
uint32_t advise_divert(const struct advise_line *line, uint32_t counters);

// advise_steady_counters: from the horizon on: the least with which one in twenty waits over the target, and not below the
// load and half its root.
uint32_t advise_steady_counters(const struct advise_line *line);

// advise_served: how many of those waiting can still be called in `left_s` until the hall closes.
uint32_t advise_served(const struct advise_line *line, uint32_t counters, double left_s);

#endif
