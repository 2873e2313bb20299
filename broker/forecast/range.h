// range.h - a forecast as people read it: whole minutes, rounded outward, and no new text for every small change.
#ifndef HALLQ_FORECAST_RANGE_H
#define HALLQ_FORECAST_RANGE_H

#include <stdbool.h>
#include <stdint.h>

struct range {
    uint32_t lower_min, upper_min; // the upper is over the lower
};

// range_of: rounds to single minutes below ten minutes, to fives above. Seconds, 0 or more.
struct range range_of(double lower_s, double upper_s);

// wait_moved: true if a wait that was told has to be told anew: it moved by over two minutes and by over a fifth.
bool wait_moved(uint32_t told_s, uint32_t now_s);

// range_moved: the same of a range: an end of it moved so far.
bool range_moved(const struct range *shown, const struct range *now);

#endif
