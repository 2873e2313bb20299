// wide.c - inputs are each estimate, the estimate times the size of the wait, and the estimate times the time of day.
// In minutes.
#include "broker/forecast/wide.h"

#include <math.h>

#define KEPT .9998 // a memory of 5,000 waits: there are three times the weights of the blend
#define FIRST_SPREAD .3
#define FIRST_MOVING_SPREAD .1 // for the weights that say how the other weights move
#define MIDDLE_SIZE_S 600.
#define NOON_S 43200.
#define DAY_PART_S 14400. // a weight moves by its own size in four hours
#define FARTHEST 2.       // the farthest sum, in times of the first opinion

void wide_shape(struct rls *wide) {
    rls_shape(wide, WIDE_INPUTS, KEPT);
}

void wide_init(struct rls *wide, double *spread) {
    rls_init(wide, spread, WIDE_INPUTS, KEPT, FIRST_SPREAD);
    wide->weights[INPUT_PACE_60] = 1;
    rls_unsure(wide, INPUTS + 1, FIRST_MOVING_SPREAD);
}

static double between(double value, double least, double most) {
    return fmin(fmax(value, least), most);
}

void wide_fill(const double inputs_s[INPUTS], double blend_s, double twin_s, double offset_s,
               double clock_s, double ret_inputs[WIDE_INPUTS]) {
    double size = between(log((blend_s + offset_s) / MIDDLE_SIZE_S), -3, 3) / 2;
    double hour = between((clock_s - NOON_S) / DAY_PART_S, -2, 2);
    for (uint32_t i = 0; i <= INPUTS; i++) {
        double input_s = i < INPUTS ? inputs_s[i] : twin_s < 0 ? blend_s : twin_s;
        double input = between(input_s, 0, INPUT_LONGEST_S) / 60;
        ret_inputs[i] = input;
        ret_inputs[INPUTS + 1 + i] = input * size;
        ret_inputs[2 * (INPUTS + 1) + i] = input * hour;
    }
}

double wide_sum_s(const struct rls *wide, const double inputs[WIDE_INPUTS], double blend_s,
                  double offset_s) {
    double whole_s = blend_s + offset_s;
    return between(rls_sum(wide, inputs) * 60, fmax(whole_s / FARTHEST - offset_s, 0),
                   whole_s * FARTHEST - offset_s);
}
