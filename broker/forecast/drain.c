// drain.c - two fading sums and their ratio.
#include "broker/forecast/drain.h"

#include <math.h>

void drain_wait(struct drain *drain, double memory_s, double elapsed_s) {
    double kept = exp(-elapsed_s / memory_s);
    drain->waited_s = drain->waited_s * kept + elapsed_s;
    drain->calls *= kept;
}

void drain_call(struct drain *drain) {
    drain->calls += 1;
}

double drain_per_call_s(const struct drain *drain, double usual_s, double weight) {
    return (drain->waited_s + weight * usual_s) / (drain->calls + weight);
}
