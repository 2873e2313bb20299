// rls.h - weights of a sum, learnt from one result at a time by recursive least squares with forgetting.
// Source: Haykin, Adaptive Filter Theory, the exponentially weighted RLS; the trace of P is bounded, so that after
// inputs which stood still for long the next result does not count without bound.
#ifndef HALLQ_FORECAST_RLS_H
#define HALLQ_FORECAST_RLS_H

#include <stdint.h>

#define RLS_MOST 33 // the most inputs
#define RLS_SPREADS(count) ((count) * ((count) + 1) / 2)

// 4,768 bytes; with `count` inputs 8 (1 + count + RLS_SPREADS(count)) bytes matter.
struct rls {
    uint32_t count;
    double kept; // share of the memory kept at each result: .9995 is a memory of 2,000 results
    double weights[RLS_MOST];
    double spread[RLS_SPREADS(RLS_MOST)]; // how unsure the weights are: P, its lower half by rows
};

// rls_init: begins with `count` (1 .. RLS_MOST) inputs, all weights 0 and as unsure as `spread` (over 0) says.
void rls_init(struct rls *rls, uint32_t count, double kept, double spread);

// rls_unsure: makes the weights of a new rls from `first` on as unsure as `spread` says.
void rls_unsure(struct rls *rls, uint32_t first, double spread);

double rls_sum(const struct rls *rls, const double inputs[]);

// rls_learn: learns that the result for `inputs` was `result`; `weight` (over 0) is how much it counts beside others.
void rls_learn(struct rls *rls, const double inputs[], double result, double weight);

#endif
