// lately.h - what a line has seen in the last half hour, and what is usual there at each half hour of
// the day: for the cause of an alert, and for who will come. Kept while events are applied, in whole numbers.
#ifndef HALLQ_CORE_LATELY_H
#define HALLQ_CORE_LATELY_H

#include "broker/hall/core/change.h"

// lately_take: takes in an event that was just applied. A row of a line that cannot be read learns
// nothing. Returns ERR_OK or a store error.
int lately_take(struct change *c, const Hallq__Event *event);

// The last 30 minutes of a line.
struct lately {
    uint32_t arrivals, no_shows;
    uint32_t service_ms; // of the last services, each new one a fifth; 0: none yet
};

// lately_of: the last 30 minutes before now_ms, as the line's row has them.
struct lately lately_of(const Hallq__LineRow *row, int64_t now_ms);

// lately_arrivals: tickets that entered the line in the last 30 to 35 minutes, since five minutes of the
// clock began; *first_ms is lowered to the time from which on there are any, to five minutes.
uint32_t lately_arrivals(const Hallq__LineRow *row, int64_t now_ms, int64_t *first_ms);

// What is usual in a line at the half hour of now_ms, in hundredths. Arrivals are those of the weekday,
// as far as it has been seen.
struct usual {
    uint32_t days; // that this was seen on; 0: nothing is usual yet
    uint32_t arrivals_c, no_shows_c, counters_c;
};

// usual_of: a service's usual half hour; a row that cannot be read says nothing. Returns ERR_OK or a
// store error.
int usual_of(struct state *s, const Hallq__HallSettings *h, uint32_t hall, uint32_t service,
             int64_t now_ms, struct usual *ret);

// usual_arrivals_per_s: the tickets a second that usually enter the line in the 30 minutes from now_ms on;
// USUAL_UNKNOWN: nothing is usual yet. Returns ERR_OK or a store error.
#define USUAL_UNKNOWN (-1.)
int usual_arrivals_per_s(struct state *s, const Hallq__HallSettings *h, uint32_t hall,
                         uint32_t service, int64_t now_ms, double *ret_s);

#endif
