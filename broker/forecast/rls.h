// rls.h - weights of a sum, learnt from one result at a time by recursive least squares with forgetting.
// Source: Haykin, Adaptive Filter Theory, the exponentially weighted RLS; the trace is held so that inputs which stand
// still for long do not make the next one count without bound.
#ifndef HALLQ_FORECAST_RLS_H
#define HALLQ_FORECAST_RLS_H

#include <stdint.h>

#define RLS_MOST 16 // inputs

// 2,184 bytes at most; of `count` inputs 8 (count + count^2) matter.
struct rls {
    uint32_t count;
    double weights[RLS_MOST];
    double spread[RLS_MOST][RLS_MOST]; // how unsure the weights are: P
};

// rls_init: `count` (1 .. RLS_MOST) inputs, all weights 0, as unsure as a third of the input's own size.
void rls_init(struct rls *rls, uint32_t count);

double rls_sum(const struct rls *rls, const double inputs[]);

// rls_learn: the result for `inputs` was `result`; `weight` (over 0) says how much it counts beside others.
void rls_learn(struct rls *rls, const double inputs[], double result, double weight);

#endif
