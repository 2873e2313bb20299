// past.h - figures of a line's waits so far, each kept in constant time at issue, call and give-up.
// A line is a service and a class of customers: the tickets that are called in one order.
#ifndef HALLQ_FORECAST_PAST_H
#define HALLQ_FORECAST_PAST_H

#include <stdbool.h>
#include <stdint.h>

#include "broker/forecast/drain.h"

#define PAST_MEMORY_15_S 900.
#define PAST_MEMORY_60_S 3600.
#define PAST_MEMORY_DAY_S 72000. // 20 hours of people waiting: about two days of a busy line

// 120 bytes; a zeroed past is new. Times are hall time in milliseconds, waits are seconds.
struct past {
    int64_t advanced_at_ms; // the drains know the line up to this time; 0: no event yet
    int64_t half_hour;      // half hours since 1970, of half_hour_wait_s
    uint64_t calls;
    double last_wait_s;      // wait of the ticket called last
    double last_four_wait_s; // fading mean over the last calls, each new call a quarter
    double usual_wait_s;     // fading mean over about 200 calls
    double half_hour_wait_s; // mean of the tickets taken in this half hour and called
    double usual_counters;   // counters able to serve, over about 50 tickets; 0: no ticket yet
    struct drain drain_15, drain_60, drain_day;
    uint64_t half_hour_calls; // number of calls in half_hour_wait_s
};

// past_advance: takes in whether somebody was waiting in the line until now; called before any event of the line or of
// a line that shares its counters. A clock that stepped back counts as no time, an hour and more without an event as an
// hour.
void past_advance(struct past *past, int64_t now_ms, bool waiting);

// past_issue: takes in a ticket that is taken while `counters` (0 or more) can serve the line.
void past_issue(struct past *past, double counters);

// past_call: takes in the call of a ticket issued at `issued_at_ms` that has waited `waited_s`; called after
// past_advance.
void past_call(struct past *past, int64_t now_ms, int64_t issued_at_ms, double waited_s);

// past_per_call_s: the time a call takes, by two days' memory; 120 s until it is known.
double past_per_call_s(const struct past *past);

// past_today_s: the mean wait of the tickets taken in this half hour, or the usual wait where none of them was called
// yet; 300 s before the first call.
double past_today_s(const struct past *past, int64_t now_ms);

// How many people give up in lines that share their counters. 16 bytes.
struct leavers {
    double left;     // people who left, fading by a thousandth with each person
    double waited_s; // time waited by people who left and people who were called, fading alike
};

#define LEAVERS_NEW                                                                                \
    { 0, 2400 } // nobody left in 40 minutes of waiting

void leavers_leave(struct leavers *leavers, double waited_s);
void leavers_call(struct leavers *leavers, double waited_s);

#endif
