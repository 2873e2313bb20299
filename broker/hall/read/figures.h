// figures.h - today so far, for a lead: by line and by clerk.
#ifndef HALLQ_FIGURES_H
#define HALLQ_FIGURES_H

#include "broker/hall/core/state.h"
#include "command.pb-c.h"

// figures_make: makes the figures as of now_ms, hall time. For a worker's read transaction: it looks at all tickets of
// the day. Rows that cannot be read are passed over. Returns ERR_OK, ERR_NOT_FOUND (no such hall) or a store error.
int figures_make(struct state *s, uint32_t hall, int64_t now_ms, Hallq__Figures **ret);

#endif
