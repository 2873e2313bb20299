// start.c - Erlang's quantiles by Wilson and Hilferty: a cube root of a gamma variable is nearly normal.
#include "broker/forecast/start.h"

#include <math.h>

#define TENTH 1.2815515655446004 // the normal distribution's upper tenth begins here

static double quantile(double shape, double normal) {
    double part = 1 / (9 * shape), root = 1 - part + normal * sqrt(part);
    return root > 0 ? root * root * root : 0;
}

void start_say(const double inputs_s[INPUTS], uint32_t ahead, struct score_said *ret) {
    ret->forecast_s = inputs_s[INPUT_WORK] > 0 ? inputs_s[INPUT_WORK] : inputs_s[INPUT_QUEUE];
    ret->lower_s = ret->forecast_s * quantile(ahead + 1., -TENTH);
    ret->upper_s = ret->forecast_s * quantile(ahead + 1., TENTH);
}
