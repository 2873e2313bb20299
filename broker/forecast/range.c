// range.c - floor and ceiling to a step.
#include "broker/forecast/range.h"

#include <math.h>

#define FINE_BELOW_MIN 10.
#define STEP_MIN 5.
#define LONGEST_MIN 1440. // a day
#define MOVED_MIN 2.
#define MOVED_PART .2

static uint32_t rounded_min(double seconds, double (*round_to)(double)) {
    double minutes = fmin(fmax(seconds / 60, 0), LONGEST_MIN);
    double step = minutes < FINE_BELOW_MIN ? 1 : STEP_MIN;
    return (uint32_t)(round_to(minutes / step) * step);
}

struct range range_of(double lower_s, double upper_s) {
    struct range range = {rounded_min(lower_s, floor), rounded_min(upper_s, ceil)};
    if (range.upper_min <= range.lower_min)
        range.upper_min =
            range.lower_min + (range.lower_min < FINE_BELOW_MIN ? 1 : (uint32_t)STEP_MIN);
    return range;
}

static bool end_moved(uint32_t shown_min, uint32_t now_min) {
    return fabs((double)now_min - shown_min) > fmax(MOVED_MIN, MOVED_PART * shown_min);
}

bool range_moved(const struct range *shown, const struct range *now) {
    return end_moved(shown->lower_min, now->lower_min) ||
           end_moved(shown->upper_min, now->upper_min);
}
