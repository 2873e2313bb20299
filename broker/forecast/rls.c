// rls.c - one step: g = P x / (l + x' P x), w += g (y - w' x), P = (P - g x' P) / l.
#include "broker/forecast/rls.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define KEPT .9995      // of what was known, at each result: a memory of 2,000
#define FIRST_SPREAD .3 // of each weight
#define TRACE_MOST 50.

void rls_init(struct rls *rls, uint32_t count) {
    assert(count && count <= RLS_MOST);
    memset(rls, 0, sizeof *rls);
    rls->count = count;
    for (uint32_t i = 0; i < count; i++)
        rls->spread[i][i] = FIRST_SPREAD;
}

double rls_sum(const struct rls *rls, const double inputs[]) {
    double sum = 0;
    for (uint32_t i = 0; i < rls->count; i++)
        sum += rls->weights[i] * inputs[i];
    return sum;
}

static void hold_trace(struct rls *rls) {
    double trace = 0;
    for (uint32_t i = 0; i < rls->count; i++)
        trace += rls->spread[i][i];
    if (trace <= TRACE_MOST)
        return;
    for (uint32_t i = 0; i < rls->count; i++)
        for (uint32_t j = 0; j < rls->count; j++)
            rls->spread[i][j] *= TRACE_MOST / trace;
}

void rls_learn(struct rls *rls, const double inputs[], double result, double weight) {
    uint32_t count = rls->count;
    double root = sqrt(weight), x[RLS_MOST], px[RLS_MOST];
    double whole = KEPT, error = result * root;
    for (uint32_t i = 0; i < count; i++)
        x[i] = inputs[i] * root;
    for (uint32_t i = 0; i < count; i++) {
        px[i] = 0;
        for (uint32_t j = 0; j < count; j++)
            px[i] += rls->spread[i][j] * x[j];
        whole += x[i] * px[i];
        error -= rls->weights[i] * x[i];
    }
    for (uint32_t i = 0; i < count; i++) {
        double gain = px[i] / whole;
        rls->weights[i] += gain * error;
        for (uint32_t j = 0; j < count; j++)
            rls->spread[i][j] = (rls->spread[i][j] - gain * px[j]) / KEPT;
    }
    hold_trace(rls);
}
