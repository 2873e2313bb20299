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

// Two numbers that stand beside each other, on which the processor works at once.
typedef double pair __attribute__((vector_size(16), aligned(8), may_alias));

static pair *pair_at(double *numbers, uint32_t place) {
    return (pair *)(numbers + place);
}

// px = P x. A row is one of the lower half of P; above its last number it is a column.
static void spread_times(const struct rls *rls, double x[], double px[]) {
    for (uint32_t i = 0, j; i < rls->count; i++) {
        double *row = rls->spread + RLS_SPREADS(i), rest = row[i] * x[i];
        pair sum = {0, 0}, by = {x[i], x[i]};
        for (j = 0; j + 1 < i; j += 2) {
            sum += *pair_at(row, j) * *pair_at(x, j);
            *pair_at(px, j) += *pair_at(row, j) * by;
        }
        if (j < i) {
            rest += row[j] * x[j];
            px[j] += row[j] * x[i];
        }
        px[i] = sum[0] + sum[1] + rest;
    }
}

// P = (P - g (P x)') times `grown`: one row of it, with its number of g.
static void spread_learn(double *row, uint32_t last, double gain, double px[], double grown) {
    pair gains = {gain, gain};
    uint32_t j = 0;
    for (; j < last; j += 2)
        *pair_at(row, j) = (*pair_at(row, j) - gains * *pair_at(px, j)) * grown;
    if (j == last)
        row[j] = (row[j] - gain * px[j]) * grown;
}

void rls_learn(struct rls *rls, const double inputs[], double result, double weight) {
    uint32_t count = rls->count;
    double root = sqrt(weight), x[RLS_MOST], px[RLS_MOST];
    double whole = rls->kept, error = result * root, grown = 1 / rls->kept;
    assert(rls->spread);
    for (uint32_t i = 0; i < count; i++)
        x[i] = inputs[i] * root;
    spread_times(rls, x, px);
    for (uint32_t i = 0; i < count; i++) {
        whole += x[i] * px[i];
        error -= rls->weights[i] * x[i];
    }
    for (uint32_t i = 0; i < count; i++) {
        double gain = px[i] / whole;
        rls->weights[i] += gain * error;
        spread_learn(rls->spread + RLS_SPREADS(i), i, gain, px, grown);
    }
    hold_trace(rls);
}
