// following.h - bookings that later settings are closed for.
#ifndef HALLQ_SLOT_FOLLOWING_H
#define HALLQ_SLOT_FOLLOWING_H

#include "broker/hall/core/deciding.h"

// bookings_after: where settings were applied, names in the same record the bookings that are closed
// then, or open again, and in the answer those that need a decision now. Runs after every rule, and after
// each step of a rule that has steps.
int bookings_after(struct deciding *d);

#endif
