// inputs.h - the cheap estimates of one wait that the forecast is blended from. All in seconds.
#ifndef HALLQ_FORECAST_INPUTS_H
#define HALLQ_FORECAST_INPUTS_H

#include <stdint.h>

#include "broker/forecast/past.h"

enum input {
    INPUT_MINUTE,    // 60: what is the same for all
    INPUT_QUEUE,     // queue length: people ahead and this one x service time / counters
    INPUT_HEAD,      // head of line: how long the first has waited
    INPUT_LAST_FOUR, // waits of the last calls
    INPUT_PACE_15,   // people ahead and this one x time a call, of the last 15 minutes
    INPUT_PACE_60,   // and of the last hour
    INPUT_WORK,      // service time of all ahead that falls to counters this ticket can use
    INPUT_TODAY,     // waits of those who came in this half hour
    INPUT_LAST,      // wait of whom was called last
    INPUT_LEAVERS,   // queue length, less those who will give up
    INPUTS
};

#define INPUT_LONGEST_S 18000. // five hours: a wild estimate must not spoil what is learnt from it
#define INPUT_LONGEST_WAIT_S 86400. // of what somebody really waited

// What is known of the lines at the moment a ticket is taken. Counters may be a fraction.
struct inputs_known {
    int64_t now_ms;
    double head_waited_s;          // of whom is called next in the line; 0: nobody waits
    uint32_t ahead;                // tickets called before this one by the time a call below
    double per_call_15_s;          // inputs_pace
    double per_call_60_s;          //
    double queue_s;                // inputs_queue_s or inputs_queue_by_pace_s
    double work_s;                 // the caller's sum; 0 or more
    const struct leavers *leavers; // of the lines that share the counters
};

// inputs_queue_s: `ahead` tickets and this one, `service_s` each, over `counters` or where fewer are open over `least`
// (over 0).
double inputs_queue_s(uint32_t ahead, double service_s, double counters, double least);

// inputs_queue_by_pace_s: the same where no end of a service is known: by the time a call, which is longer when fewer
// counters than usual are open. After past_issue.
double inputs_queue_by_pace_s(const struct past *past, uint32_t ahead, double counters);

// inputs_pace: the time a call of the line over the last 15 and 60 minutes.
void inputs_pace(const struct past *past, double *ret_15_s, double *ret_60_s);

// inputs_shared_pace: the same of `count` (1 or more) lines that one group of counters serves in one order: their calls
// together.
void inputs_shared_pace(const struct past *const pasts[], uint32_t count, double *ret_15_s,
                        double *ret_60_s);

// inputs_fill: all estimates of a ticket that joins the line `past` tells of, each cut to 0 .. INPUT_LONGEST_S, and those that
// are waits of others to INPUT_LONGEST_WAIT_S.
void inputs_fill(const struct past *past, const struct inputs_known *known,
                 double ret_inputs_s[INPUTS]);

#endif
