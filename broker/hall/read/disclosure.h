// disclosure.h - a look at customers' data leaves a trace in the journal.
#ifndef HALLQ_DISCLOSURE_H
#define HALLQ_DISCLOSURE_H

#include "broker/hall/core/deciding.h"

// disclosure_check: refuses a request that no worker can do: a report of a day to come, a backup
// without a name.
int disclosure_check(struct deciding *d, const Hallq__Request *request);

// disclosure_decide: emits the event that records a look; nothing if the look needs no record.
int disclosure_decide(struct deciding *d, const Hallq__Request *request, uint64_t shown);

#endif
