// aftermath.h - what follows outside of the store once a turn is on the disk: keys that let in or
// no longer do, who is signed on where, sealed data whose keys go, a line in the log.
#ifndef HALLQ_AFTERMATH_H
#define HALLQ_AFTERMATH_H

#include "broker/after/purges.h"
#include "broker/after/signed_on.h"
#include "broker/live/counters.h"
#include "broker/live/devices.h"

struct aftermath {
    struct halls *halls;
    struct devices *devices;
    struct presences *presences;
    struct seal_ring *seals;
    struct counters *counters;
    struct look *look;
    struct purges *purges;
    struct signed_on *signed_on;
};

// aftermath_turn: looks at the records of the turn just made durable. Returns what follows all of its
// events (enum follow); after FOLLOW_DEVICES, devices were read anew. Ends the process when the disk
// fails, or when it cannot be known any more who may connect; a rotten row or a key that cannot be
// destroyed ends nothing.
unsigned aftermath_turn(struct aftermath *a);

// aftermath_load: the same at a start, from the state as a whole. Returns ERR_OK or an error.
int aftermath_load(struct aftermath *a);

#endif
