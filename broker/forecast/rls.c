// rls.c - one step: g = P x / (l + x' P x), w += g (y - w' x), P = (P - g x' P) / l. P is symmetric: half of it is
// kept.
#include "broker/forecast/rls.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define TRACE_MOST 50.

void rls_init(struct rls *rls, double *spread, uint32_t count, double kept, double unsure) {
    assert(count && count <= RLS_MOST);
    memset(rls, 0, sizeof *rls);
    rls->count = count;
    rls->kept = kept;
    rls->spread = spread;
    rls_unsure(rls, 0, unsure);
}

void rls_unsure(struct rls *rls, uint32_t first, double unsure) {
    for (uint32_t i = first; rls->spread && i < rls->count; i++) {
        double *row = rls->spread + RLS_SPREADS(i);
        memset(row, 0, (i + 1) * sizeof row[0]);
        row[i] = unsure;
    }
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
        trace += rls->spread[RLS_SPREADS(i) + i];
    if (trace <= TRACE_MOST)
        return;
    for (uint32_t i = 0; i < RLS_SPREADS(rls->count); i++)
        rls->spread[i] *= TRACE_MOST / trace;
}

void rls_learn(struct rls *rls, const double inputs[], double result, double weight) {
    uint32_t count = rls->count;
    double root = sqrt(weight), x[RLS_MOST], px[RLS_MOST] = {0};
    double whole = rls->kept, error = result * root, grown = 1 / rls->kept;
    assert(rls->spread);
    for (uint32_t i = 0; i < count; i++)
        x[i] = inputs[i] * root;
    for (uint32_t i = 0; i < count; i++) {
        const double *row = rls->spread + RLS_SPREADS(i);
        for (uint32_t j = 0; j < i; j++) {
            px[i] += row[j] * x[j];
            px[j] += row[j] * x[i];
        }
        px[i] += row[i] * x[i];
    }
    for (uint32_t i = 0; i < count; i++) {
        whole += x[i] * px[i];
        error -= rls->weights[i] * x[i];
    }
    for (uint32_t i = 0; i < count; i++) {
        double *row = rls->spread + RLS_SPREADS(i), gain = px[i] / whole;
        rls->weights[i] += gain * error;
        for (uint32_t j = 0; j <= i; j++)
            row[j] = (row[j] - gain * px[j]) * grown;
    }
    hold_trace(rls);
}
