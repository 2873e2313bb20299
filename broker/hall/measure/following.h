// following.h - measures that end by what else happens in the hall.
#ifndef HALLQ_MEASURE_FOLLOWING_H
#define HALLQ_MEASURE_FOLLOWING_H

#include "broker/hall/core/deciding.h"

// measures_after: ends, in the same record, the measures that the record's events end: a counter
// that was asked for opens, the day is over, the settings lose what a measure is about, the hall is
// removed. Runs after every rule, and after each step of a rule that has steps.
int measures_after(struct deciding *d);

#endif
