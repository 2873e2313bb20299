// service_times.c - a fading mean and a ring.
#include "broker/forecast/service_times.h"

#define PART .01           // share of each new time in the mean, at least
#define TARGET_SERVICES 10 // a target counts as so many

void service_times_expect(struct service_times *times, double mean_s) {
    times->mean_s = mean_s;
}

static void add(struct service_times *times, double taken_s, double part) {
    times->mean_s = times->mean_s > 0 ? (1 - part) * times->mean_s + part * taken_s : taken_s;
    times->last_s[times->count++ % SERVICE_TIMES_KEPT] = (float)taken_s;
}

void service_times_add(struct service_times *times, double taken_s) {
    add(times, taken_s, PART);
}

void service_times_learn(struct service_times *times, double taken_s) {
    double part = 1 / (TARGET_SERVICES + 1. + (double)times->count);
    add(times, taken_s, part > PART ? part : PART);
}

double service_times_mean_s(const struct service_times *times, double otherwise_s) {
    return times->mean_s > 0 ? times->mean_s : otherwise_s;
}

uint32_t service_times_kept(const struct service_times *times) {
    return times->count < SERVICE_TIMES_KEPT ? (uint32_t)times->count : SERVICE_TIMES_KEPT;
}

void service_times_walk(struct service_times *times, double walk_s) {
    times->mean_s += walk_s;
    for (uint32_t i = 0; i < service_times_kept(times); i++)
        times->last_s[i] += (float)walk_s;
}
