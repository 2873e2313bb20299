// range.c - floor and ceiling to a step.
#include "broker/forecast/range.h"

#include <math.h>

#define FINE_BELOW_MIN 10.
#define STEP_MIN 5.
#define LONGEST_MIN 1440. // a day
#define MOVED_S 120
#define MOVED_PART 5

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

bool wait_moved(uint32_t told_s, uint32_t now_s) {
    uint32_t step_s = told_s > now_s ? told_s - now_s : now_s - told_s;
    return step_s > MOVED_S && step_s > told_s / MOVED_PART;
}

bool range_moved(const struct range *shown, const struct range *now) {
    return wait_moved(shown->lower_min * 60, now->lower_min * 60) ||
           wait_moved(shown->upper_min * 60, now->upper_min * 60);
}
