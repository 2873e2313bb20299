// purges.h - the day keys of customer data, destroyed once a record says so. A key whose file cannot be
// destroyed is never used again all the same (seal.h), and it is tried again each minute: a folder that
// somebody made read-only closes no hall.
#ifndef HALLQ_PURGES_H
#define HALLQ_PURGES_H

#include "broker/live/halls.h"
#include "broker/seal/seal.h"

struct purges {
    struct halls *halls;
    struct seal_ring *seals;
    size_t failing;    // halls with keys that could not be destroyed
    struct hall *next; // the first that was not tried again, NULL: all were
    int64_t again_ms;  // monotonic: when that is tried again
};

// purges_hall: business days of the hall up to this one lose their keys, before anybody is told that
// they did.
void purges_hall(struct purges *p, struct hall *hall, int32_t upto_day);

// purges_again: tries some of those again that failed. Each second.
void purges_again(struct purges *p);

#endif
