// erlang.c - B is computed by its recursion in logs, the other figures from B.
#include "broker/forecast/erlang.h"

#include <math.h>

#define LEAST_TERM 1e-15

double erlang_log_b(uint32_t counters, double load) {
    // 1/B(n) = 1 + n/load 1/B(n-1), in logs.
    double inverse = 0;
    for (uint32_t n = 1; n <= counters; n++) {
        double next = log(n / load) + inverse;
        inverse = next > 0 ? next + log1p(exp(-next)) : log1p(exp(next));
    }
    return -inverse;
}

double erlang_log_c(uint32_t counters, double load) {
    if (counters <= load)
        return 0;
    double b = erlang_log_b(counters, load);
    return b - log1p(-load / counters * -expm1(b));
}

double erlang_c(uint32_t counters, double load) {
    return exp(erlang_log_c(counters, load));
}

double erlang_wait(const struct erlang *queue) {
    double load = queue->arrivals * queue->service;
    if (queue->counters <= load)
        return INFINITY;
    return erlang_c(queue->counters, load) * queue->service / (queue->counters - load);
}

double erlang_over(const struct erlang *queue, double limit) {
    double load = queue->arrivals * queue->service;
    if (queue->counters <= load)
        return 1;
    return erlang_c(queue->counters, load) *
           exp(-(queue->counters - load) * limit / queue->service);
}

uint32_t erlang_counters(double arrivals, double service, double limit, double share) {
    struct erlang queue = {1, arrivals, service};
    while (queue.counters < ERLANG_MOST_COUNTERS && erlang_over(&queue, limit) > share)
        queue.counters++;
    return queue.counters;
}

// Weighs each state relative to the state in which all counters are busy and nobody waits.
void erlang_leaving(const struct erlang *queue, double patience, struct erlang_leaving *ret) {
    double load = queue->arrivals * queue->service;
    double all = exp(-erlang_log_b(queue->counters, load)), waiting = 0, state = 1;
    double served_per = queue->counters / queue->service, through = 0, served_wait = 0;
    for (uint32_t k = 1; state > LEAST_TERM * all; k++) {
        // A person who comes to k - 1 waiting people moves up k times, or gives up before.
        double per = served_per + k / patience;
        through += 1 / per;
        served_wait += state * served_per / per * through;
        state *= queue->arrivals / per;
        all += state;
        waiting += k * state;
    }
    ret->waiting = waiting / all;
    ret->wait = ret->waiting / queue->arrivals;
    ret->leave = ret->waiting / patience / queue->arrivals;
    ret->served_wait = served_wait / all / (1 - ret->leave);
    ret->occupancy = load * (1 - ret->leave) / queue->counters;
}

void erlang_priority_waits(uint32_t counters, double service, const double arrivals[],
                           uint32_t classes, double ret_waits[]) {
    double all = 0, before = 0;
    for (uint32_t i = 0; i < classes; i++)
        all += arrivals[i];
    double rest = erlang_c(counters, all * service) * service / counters;
    for (uint32_t i = 0; i < classes; i++) {
        double with = before + arrivals[i] * service / counters;
        ret_waits[i] = with < 1 ? rest / ((1 - before) * (1 - with)) : INFINITY;
        before = with;
    }
}

double erlang_many(double spare) {
    double below = erfc(-spare / sqrt(2)) / 2,
           density = exp(-spare * spare / 2) / sqrt(2 * acos(-1));
    return 1 / (1 + spare * below / density);
}
