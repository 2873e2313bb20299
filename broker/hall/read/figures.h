// figures.h - today so far: by line and by clerk for who leads, their own for a clerk.
#ifndef HALLQ_FIGURES_H
#define HALLQ_FIGURES_H

#include "broker/hall/core/state.h"
#include "command.pb-c.h"

// figures_make: makes the figures as of now_ms, hall time. For a worker's read transaction: it looks at all tickets of
// the day. Rows that cannot be read are passed over. Returns ERR_OK, ERR_NOT_FOUND (no such hall) or a store error.
int figures_make(struct state *s, uint32_t hall, int64_t now_ms, Hallq__Figures **ret);

// figures_narrow: leaves of the figures what may be seen by the person who is signed on at the device now: all, if they
// lead; else no line, and of the clerks themselves alone. Nobody sees nothing. Returns ERR_OK or a store error.
int figures_narrow(struct state *s, uint32_t hall, uint32_t device, Hallq__Figures *f);

#endif
