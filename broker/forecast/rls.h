// rls.h - weights of a sum, learnt from one result at a time by recursive least squares with forgetting.
// Source: Haykin, Adaptive Filter Theory, the exponentially weighted RLS; the trace of P is bounded, so that after
// inputs which stood still for long the next result does not count without bound.
#ifndef HALLQ_FORECAST_RLS_H
#define HALLQ_FORECAST_RLS_H

#include <stdint.h>

#define RLS_MOST 33 // the most inputs
#define RLS_SPREADS(count) ((count) * ((count) + 1) / 2)

// 288 bytes. How unsure the weights are is sixteen times as much and matters to learning alone, so it lies elsewhere.
struct rls {
    uint32_t count;
    double kept; // share of the memory kept at each result: .9995 is a memory of 2,000 results
    double weights[RLS_MOST];
    // P, the lower half of it by rows, RLS_SPREADS(count); borrowed; NULL: nothing is learnt.
    double *spread;
};

// rls_init: begins with `count` (1 .. RLS_MOST) inputs, all weights 0 and as unsure as `unsure` (over 0) says. `spread`
// has room for RLS_SPREADS(count), which are written; or it is NULL: sums are asked for and nothing is learnt.
void rls_init(struct rls *rls, double *spread, uint32_t count, double kept, double unsure);

// rls_shape: as rls_init, for who then fills in the weights; no spread.
void rls_shape(struct rls *rls, uint32_t count, double kept);

// rls_unsure: makes the weights of a new rls from `first` on as unsure as `unsure` says.
void rls_unsure(struct rls *rls, uint32_t first, double unsure);

double rls_sum(const struct rls *rls, const double inputs[]);

// rls_learn: learns that the result for `inputs` was `result`; `weight` (over 0) is how much it counts beside others.
// Not without a spread.
void rls_learn(struct rls *rls, const double inputs[], double result, double weight);

#endif
