// past.h - what a line has shown of its waits so far, each number kept in constant time at issue, call and give-up.
// A line is a service and a class of customers: those who are called in one order.
#ifndef HALLQ_FORECAST_PAST_H
#define HALLQ_FORECAST_PAST_H

#include <stdbool.h>
#include <stdint.h>

#include "broker/forecast/drain.h"

#define PAST_MEMORY_15_S 900.
#define PAST_MEMORY_60_S 3600.
#define PAST_MEMORY_DAY_S 72000. // 20 hours of people waiting: about two days of a busy line

// 120 bytes; zeroed is new. Times are hall time in milliseconds, waits are seconds.
struct past {
    int64_t advanced_at_ms; // the drains are told up to here; 0: no event yet
    int64_t half_hour;      // since 1970, of half_hour_wait_s
    uint64_t calls;
    double last_wait_s;      // of whom was called last
    double last_four_wait_s; // of the last calls, each new one a quarter
    double usual_wait_s;     // over about 200 calls
    double half_hour_wait_s; // of those who came in this half hour and have been called
    double usual_counters;   // able to serve the line, over about 50 tickets; 0: no ticket yet
    struct drain drain_15, drain_60, drain_day;
    uint64_t half_hour_calls; // in half_hour_wait_s
};

// past_advance: before any event of the line (or of one that shares its counters), with whether somebody was waiting
// in it until now. A clock that stepped back counts as no time, an hour and more without an event as an hour.
void past_advance(struct past *past, int64_t now_ms, bool waiting);

// past_issue: a ticket is taken while `counters` (0 or more) can serve the line.
void past_issue(struct past *past, double counters);

// past_call: who came at `issued_at_ms` is called now, having waited `waited_s`; after past_advance.
void past_call(struct past *past, int64_t now_ms, int64_t issued_at_ms, double waited_s);

// past_per_call_s: how long a call takes, by two days' memory; 120 s until it is known.
double past_per_call_s(const struct past *past);

// past_today_s: the mean wait of those who came in this half hour, or where none was called yet the usual one; 300 s
// before the first call.
double past_today_s(const struct past *past, int64_t now_ms);

// Of lines that share their counters: who gives up. 16 bytes.
struct leavers {
    double left;     // fading by a thousandth with each
    double waited_s; // by those who left and those who were called
};

#define LEAVERS_NEW                                                                                \
    { 0, 2400 } // nobody left in 40 minutes of waiting

void leavers_leave(struct leavers *leavers, double waited_s);
void leavers_call(struct leavers *leavers, double waited_s);

#endif
