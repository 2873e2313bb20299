// rls.h - weights of a sum, learnt from one result at a time by recursive least squares with forgetting.
// Source: Haykin, Adaptive Filter Theory, the exponentially weighted RLS; the trace is held so that inputs which stand
// still for long do not make the next one count without bound.
#ifndef HALLQ_FORECAST_RLS_H
#define HALLQ_FORECAST_RLS_H

#include <stdint.h>

#define RLS_MOST 33 // inputs
#define RLS_SPREADS(count) ((count) * ((count) + 1) / 2)

// 4,768 bytes; of `count` inputs 8 (1 + count + RLS_SPREADS(count)) matter.
struct rls {
    uint32_t count;
    double kept; // of what was known, at each result: .9995 is a memory of 2,000 results
    double weights[RLS_MOST];
    double spread[RLS_SPREADS(RLS_MOST)]; // how unsure the weights are: P, its lower half by rows
};

// rls_init: `count` (1 .. RLS_MOST) inputs, all weights 0 and as unsure as `spread` (over 0) says.
void rls_init(struct rls *rls, uint32_t count, double kept, double spread);

// rls_unsure: of a new one: the weights from `first` on are as unsure as `spread` says.
void rls_unsure(struct rls *rls, uint32_t first, double spread);

double rls_sum(const struct rls *rls, const double inputs[]);

// rls_learn: the result for `inputs` was `result`; `weight` (over 0) says how much it counts beside others.
void rls_learn(struct rls *rls, const double inputs[], double result, double weight);

#endif
