// advise.c - people ahead at the horizon are the people waiting, the ticket asked about and the people who come, less
// the people served:
//
//     ahead(s) = Q + 1 + lam H - s H / S        wait(s) = max(0, ahead(s)) S / s
//
// and the safe wait adds 1.28 standard deviations (nine of ten): of the services' length and of the arrivals' number.
#include "broker/forecast/advise.h"

#include <math.h>

#include "broker/forecast/erlang.h"

#define USUAL_S 600.
#define NINE_OF_TEN 1.28
#define STEADY_SHARE .05
#define STEADY_SPARE .5

double advise_arrivals_per_s(uint32_t recent, double over_s, double usual_s) {
    return (recent + USUAL_S * usual_s) / (over_s + USUAL_S);
}

static double coming(const struct advise_line *line) {
    return line->waiting + 1 + line->arrivals_per_s * line->horizon_s;
}

double advise_wait_s(const struct advise_line *line, uint32_t counters) {
    double ahead = coming(line) - counters * line->horizon_s / line->service_s;
    return fmax(ahead, 0) * line->service_s / counters;
}

double advise_upper_s(const struct advise_line *line, uint32_t counters) {
    double variance = coming(line) * line->spread + line->arrivals_per_s * line->horizon_s;
    return advise_wait_s(line, counters) +
           NINE_OF_TEN * line->service_s / counters * sqrt(variance);
}

static uint32_t whole(double counters) {
    return (uint32_t)fmin(fmax(ceil(counters), 1), ADVISE_MOST_COUNTERS);
}

uint32_t advise_mean_counters(const struct advise_line *line) {
    return whole(line->service_s * coming(line) / (line->horizon_s + line->target_s));
}

uint32_t advise_safe_counters(const struct advise_line *line) {
    uint32_t counters = advise_mean_counters(line);
    while (counters < ADVISE_MOST_COUNTERS && advise_upper_s(line, counters) > line->target_s)
        counters++;
    return counters;
}

uint32_t advise_divert(const struct advise_line *line, uint32_t counters) {
    double served = counters * (line->horizon_s + line->target_s) / line->service_s;
    return (uint32_t)fmax(ceil(coming(line) - served), 0);
}

uint32_t advise_steady_counters(const struct advise_line *line) {
    double load = line->arrivals_per_s * line->service_s;
    uint32_t least = whole(load + STEADY_SPARE * sqrt(load));
    uint32_t in_time =
        erlang_counters(line->arrivals_per_s, line->service_s, line->target_s, STEADY_SHARE);
    return in_time > least ? in_time : least;
}

uint32_t advise_served(const struct advise_line *line, uint32_t counters, double left_s) {
    return (uint32_t)(counters * fmax(left_s, 0) / line->service_s);
}
