// purges.h - destroys the day keys of customer data once a record says so. A key whose file cannot
// be destroyed is never used again all the same (seal.h), and its destruction is tried again each
// minute: a folder that was made read-only closes no hall.
#ifndef HALLQ_PURGES_H
#define HALLQ_PURGES_H

#include "broker/live/halls.h"
#include "broker/seal/seal.h"

struct purges {
    struct halls *halls;
    struct seal_ring *seals;
    size_t failing;    // halls with keys that could not be destroyed
    struct hall *next; // the hall to go on with, NULL: the first hall of all
    int64_t again_ms;  // machine time of the next trial
};

// purges_hall: destroys the keys of the hall's business days up to upto_day, before any reply or
// feed says that they are destroyed.
void purges_hall(struct purges *p, struct hall *hall, int32_t upto_day);

// purges_again: tries some of the failing halls again. The tick calls it each second.
void purges_again(struct purges *p);

#endif
