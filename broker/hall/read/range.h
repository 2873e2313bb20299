// range.h - the figures of a range of business days: what the days have left (fold/), and the tickets
// that are in no sums yet.
#ifndef HALLQ_RANGE_H
#define HALLQ_RANGE_H

#include "broker/hall/core/state.h"
#include "command.pb-c.h"

struct deciding;

// range_check: refuses days that have not begun, and more than one answer tells.
int range_check(struct deciding *d, const Hallq__GetRange *asked);

// range_make: makes the figures. For a worker's read transaction. Returns ERR_OK or a store error.
int range_make(struct state *s, uint32_t hall, const Hallq__GetRange *asked,
               Hallq__RangeReport **ret);

#endif
