// aftermath.h - what follows outside of the store once a turn is on the disk: keys begin or end,
// sign-ons are read anew, the keys of purged customer data are destroyed, the log gets its lines.
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

// aftermath_turn: looks at the records of the turn just made durable. Returns the marks of all its
// events (enum follow); with FOLLOW_DEVICES, devices were read anew. Ends the process when the disk
// fails, or when the devices that may connect cannot be known any more; a rotten row or a key that
// cannot be destroyed does not end it.
unsigned aftermath_turn(struct aftermath *a);

// aftermath_load: brings keys, sign-ons and purges to the state of the store, at a start. Returns
// ERR_OK or an error.
int aftermath_load(struct aftermath *a);

#endif
