// look.h - a look at customers' data leaves a trace in the journal.
#ifndef HALLQ_LOOK_H
#define HALLQ_LOOK_H

#include "broker/hall/core/deciding.h"

// look_check: refuses a request that no worker can do: a report of a day to come, a backup without
// a name.
int look_check(struct deciding *d, const Hallq__Request *request);

// look_decide: emits the event that records a look; nothing if the look needs no record.
int look_decide(struct deciding *d, const Hallq__Request *request, uint64_t shown);

#endif
