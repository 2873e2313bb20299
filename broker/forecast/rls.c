// rls.c - one step: g = P x / (l + x' P x), w += g (y - w' x), P = (P - g x' P) / l. P is symmetric: half of it is
// kept.
#include "broker/forecast/rls.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define TRACE_MOST 50.

void rls_shape(struct rls *rls, uint32_t count, double kept) {
    assert(count && count <= RLS_MOST);
    memset(rls, 0, sizeof *rls);
    rls->count = count;
    rls->kept = kept;
}

void rls_init(struct rls *rls, double *spread, uint32_t count, double kept, double unsure) {
    rls_shape(rls, count, kept);
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

// Two rows of the lower half of P go together, the i-th and the next, i even: x and P x are fetched once for both. Each
// sum is made in the order in which one row after the other makes it, so that no bit differs.
static double *row_of(const struct rls *rls, uint32_t i) {
    return rls->spread + RLS_SPREADS(i);
}

// The part of px = P x that a row makes: as a row of P, and above its last number as a column.
static void row_times(double *row, uint32_t i, double x[], double px[]) {
    pair sum = {0, 0}, by = {x[i], x[i]};
    for (uint32_t j = 0; j < i; j += 2) {
        sum += *pair_at(row, j) * *pair_at(x, j);
        *pair_at(px, j) += *pair_at(row, j) * by;
    }
    px[i] = sum[0] + sum[1] + row[i] * x[i];
}

static void rows_times(double *row, uint32_t i, double x[], double px[]) {
    double *next = row + i + 1;
    pair sum = {0, 0}, sum_next = {0, 0}, by = {x[i], x[i]}, by_next = {x[i + 1], x[i + 1]};
    for (uint32_t j = 0; j < i; j += 2) {
        pair here = *pair_at(row, j), below = *pair_at(next, j), inputs = *pair_at(x, j);
        sum += here * inputs;
        sum_next += below * inputs;
        *pair_at(px, j) = *pair_at(px, j) + here * by + below * by_next;
    }
    px[i] = sum[0] + sum[1] + row[i] * x[i];
    px[i] += next[i] * x[i + 1];
    px[i + 1] = sum_next[0] + sum_next[1] + (next[i + 1] * x[i + 1] + next[i] * x[i]);
}

static void spread_times(const struct rls *rls, double x[], double px[]) {
    uint32_t i = 0;
    for (; i + 1 < rls->count; i += 2)
        rows_times(row_of(rls, i), i, x, px);
    if (i < rls->count)
        row_times(row_of(rls, i), i, x, px);
}

// P = (P - g (P x)') times `grown`: one row of it, and two, with their numbers of g.
static void row_learn(double *row, uint32_t i, double gain, double px[], double grown) {
    pair gains = {gain, gain};
    for (uint32_t j = 0; j < i; j += 2)
        *pair_at(row, j) = (*pair_at(row, j) - gains * *pair_at(px, j)) * grown;
    row[i] = (row[i] - gain * px[i]) * grown;
}

static void rows_learn(double *row, uint32_t i, const double gain[2], double px[], double grown) {
    double *next = row + i + 1;
    pair gains = {gain[0], gain[0]}, gains_next = {gain[1], gain[1]};
    for (uint32_t j = 0; j < i; j += 2) {
        pair times = *pair_at(px, j);
        *pair_at(row, j) = (*pair_at(row, j) - gains * times) * grown;
        *pair_at(next, j) = (*pair_at(next, j) - gains_next * times) * grown;
    }
    row[i] = (row[i] - gain[0] * px[i]) * grown;
    *pair_at(next, i) = (*pair_at(next, i) - gains_next * *pair_at(px, i)) * grown;
}

static void spread_learn(struct rls *rls, const double gain[], double px[], double grown) {
    uint32_t i = 0;
    for (; i + 1 < rls->count; i += 2)
        rows_learn(row_of(rls, i), i, gain + i, px, grown);
    if (i < rls->count)
        row_learn(row_of(rls, i), i, gain[i], px, grown);
}

void rls_learn(struct rls *rls, const double inputs[], double result, double weight) {
    uint32_t count = rls->count;
    double root = sqrt(weight), x[RLS_MOST], px[RLS_MOST], gain[RLS_MOST];
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
        gain[i] = px[i] / whole;
        rls->weights[i] += gain[i] * error;
    }
    spread_learn(rls, gain, px, grown);
    hold_trace(rls);
}
