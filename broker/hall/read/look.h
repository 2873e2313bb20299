// look.h - looking leaves a trace.
#ifndef HALLQ_LOOK_H
#define HALLQ_LOOK_H

#include "broker/hall/core/deciding.h"

// look_check: refuses work whose request cannot be done: a report of a day to come, a backup of no name.
int look_check(struct deciding *d, const Hallq__Request *request);

// look_decide: emits what stays on record of a look; nothing if it needs none.
int look_decide(struct deciding *d, const Hallq__Request *request, uint64_t shown);

#endif
