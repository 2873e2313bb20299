// inputs.h - the cheap estimates of one wait that the forecast is blended from. All in seconds.
#ifndef HALLQ_FORECAST_INPUTS_H
#define HALLQ_FORECAST_INPUTS_H

#include <stdint.h>

#include "broker/forecast/past.h"

enum input {
    INPUT_MINUTE,    // 60: a constant part of every wait
    INPUT_QUEUE,     // queue length: (people ahead + 1) x service time / counters
    INPUT_HEAD,      // head of line: how long the first ticket has waited
    INPUT_LAST_FOUR, // waits of the last calls
    INPUT_PACE_15,   // (people ahead + 1) x time a call, of the last 15 minutes
    INPUT_PACE_60,   // (people ahead + 1) x time a call, of the last hour
    INPUT_WORK,      // service time of all ahead that falls to counters this ticket can use
    INPUT_TODAY,     // waits of the people who came in this half hour
    INPUT_LAST,      // wait of the ticket called last
    INPUT_LEAVERS,   // queue length, less the people who will give up
    INPUTS
};

#define INPUT_LONGEST_S 18000.      // five hours: a wild estimate must not spoil the weights
#define INPUT_LONGEST_WAIT_S 86400. // a day, for estimates that are waits which really happened

// The facts known of the lines when a ticket is taken. Counters may be a fraction.
struct inputs_known {
    int64_t now_ms;
    double head_waited_s;          // wait of the ticket called next in the line; 0: nobody waits
    uint32_t ahead;                // tickets called before this one, at the time a call below
    double per_call_15_s;          // inputs_pace
    double per_call_60_s;          // inputs_pace
    double queue_s;                // inputs_queue_s or inputs_queue_by_pace_s
    double work_s;                 // INPUT_WORK, summed by the caller; 0 or more
    const struct leavers *leavers; // of the lines that share the counters
};

// inputs_queue_s: (`ahead` + 1) tickets of `service_s` each, divided by `counters`, or by `least` (over 0) where fewer
// are open.
double inputs_queue_s(uint32_t ahead, double service_s, double counters, double least);

// inputs_queue_by_pace_s: the queue-length estimate where no end of a service is known: by the time a call, which is
// longer when fewer counters than usual are open. To be called after past_issue.
double inputs_queue_by_pace_s(const struct past *past, uint32_t ahead, double counters);

// inputs_pace: the time a call of the line over the last 15 and 60 minutes.
void inputs_pace(const struct past *past, double *ret_15_s, double *ret_60_s);

// inputs_shared_pace: the time a call of `count` (1 or more) lines together that one group of counters serves in one
// order.
void inputs_shared_pace(const struct past *const pasts[], uint32_t count, double *ret_15_s,
                        double *ret_60_s);

// inputs_fill: fills in all estimates for a ticket that joins the line of `past`, each cut to 0 .. INPUT_LONGEST_S, and
// estimates that are waits of other tickets to INPUT_LONGEST_WAIT_S.
void inputs_fill(const struct past *past, const struct inputs_known *known,
                 double ret_inputs_s[INPUTS]);

#endif
