// signed_on.h - leases and presences, read anew of each hall where who is signed on may have changed.
// Of the halls of a turn, before its answers leave.
#ifndef HALLQ_SIGNED_ON_H
#define HALLQ_SIGNED_ON_H

#include "broker/live/halls.h"
#include "broker/live/leases.h"
#include "broker/live/presence.h"
#include "broker/turn/look.h"

struct signed_on {
    struct halls *halls;
    struct leases *leases;
    struct presences *presences;
    struct look *look;
};

// signed_on_read: reads a hall anew, at once. A hall whose rows are rotten keeps the leases it had, and
// is read again with the next of its turns that asks for it. Ends the process on an input/output error.
void signed_on_read(struct signed_on *o, struct hall *hall);

// signed_on_turn: the halls of the turn just made durable.
void signed_on_turn(struct signed_on *o);

#endif
