// signed_on.h - reads leases and presences anew for each hall whose sign-ons may have changed: for
// a bounded number of halls and a bounded time in a round of the loop. The other halls wait for the
// next round; a browser that asks about a waiting hall is told to ask again (behind.h).
#ifndef HALLQ_SIGNED_ON_H
#define HALLQ_SIGNED_ON_H

#include "broker/live/halls.h"
#include "broker/live/leases.h"
#include "broker/live/presence.h"
#include "broker/turn/look.h"

#define SIGNED_ON_HALLS 64 // halls read in a round

struct signed_on {
    struct leases *leases;
    struct presences *presences;
    struct look *look;
    struct hall_queue waiting; // the halls that wait to be read
};

// signed_on_init: begins with no hall that waits; the parts outlive it.
void signed_on_init(struct signed_on *o, struct leases *leases, struct presences *presences,
                    struct look *look);

// signed_on_mark: adds the hall to those that wait to be read, once.
void signed_on_mark(struct signed_on *o, struct hall *hall);

// signed_on_round: reads halls that wait, the longest waiting first. Called between turns only
// (look.h). A hall whose rows are rotten keeps the leases it had until it is marked again. Ends the
// process on an input/output error. Returns true if halls are left.
bool signed_on_round(struct signed_on *o);

// signed_on_read: reads this hall, at a start.
void signed_on_read(struct signed_on *o, const struct hall *hall);

#endif
