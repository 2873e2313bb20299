// duty.h - when one counter is staffed: by the plan of the day, and beyond it where the shift lead
// opens one more window. All times are seconds of the hall's day.
//
// A gap in the plan of up to an hour is a break: the clerk pauses the counter and stays signed on. In
// a longer gap the counter is closed and its clerk elsewhere, so that it takes a spare person to open
// it. A break that the lead cuts short is taken later, when the window is no longer needed.
#ifndef HALLQ_SIM_DUTY_H
#define HALLQ_SIM_DUTY_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/sim/day.h"

#define DUTY_EARLY_S 7200  // a clerk signs on at most so long before the first shift
#define DUTY_PREPARE_S 600 // ... and before a later one
#define DUTY_FETCH_S 120   // until somebody who was sent for is at the counter
#define DUTY_BREAK_S 3600  // a longer gap is no break

enum duty_now {
    DUTY_AWAY,
    DUTY_SOON, // to sign on, not yet to open
    DUTY_OPEN,
    DUTY_BREAK,
};

struct duty {
    const struct day *day;
    size_t shift_first, shift_end; // of the day's shifts, all of one counter
    bool extra;                    // opened by the lead
    bool spare;                    // ... with a spare person, not with the clerk on a break
    double extra_from_s;
    double owed_s;      // of breaks cut short
    double rest_till_s; // of a break taken later, 0: none
};

enum duty_now duty_at(const struct duty *d, double now_s);

// duty_extra_begin: one more window, open from DUTY_FETCH_S on; false where the counter is open, or
// about to open, anyway.
bool duty_extra_begin(struct duty *d, double now_s);

// duty_extra_end: the window is no longer needed. A break that was cut is taken, whatever the plan
// says then.
void duty_extra_end(struct duty *d, double now_s);

// duty_takes_spare: whether a spare person is at the counter, or on the way; not once the plan has its
// own clerk back there.
bool duty_takes_spare(const struct duty *d, double now_s);

#endif
