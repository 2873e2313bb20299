// told.h - what the twin told last of the lines of a hall: numbers from outside of the rules, which go
// into the events of those who use them, so that a replay needs no twin.
#ifndef HALLQ_CORE_TOLD_H
#define HALLQ_CORE_TOLD_H

#include <stddef.h>
#include <stdint.h>

#define NO_TWIN (-1.) // the twin has no answer for the line of the last seconds

// The wait of a ticket that would join a service's line now. One that is checked in stands further in
// front: as if it had joined the line a while ago.
struct twin_told {
    uint32_t hall; // first, for lists of all halls
    uint32_t service;
    uint32_t customer_class; // 0: the ordinary one
    double joined_ago_s;     // 0: it joins now
    double forecast_s;
    int64_t at_ms; // machine time at which the floor was copied
};

// The fresh answers of a hall; zeroed: there are none. Borrowed.
struct twin_tells {
    const struct twin_told *list;
    size_t count;
};

// told_s: the twin's number for a ticket that stands in the line as if it had joined joined_ago_s ago:
// between two answers by the time between them. NO_TWIN: no answer is of that line and place.
double told_s(const struct twin_tells *tells, uint32_t service, uint32_t customer_class,
              double joined_ago_s);

#endif
