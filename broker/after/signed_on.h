// signed_on.h - leases and presences, read anew of each hall where who is signed on may have changed:
// of so many halls in a round of the loop, and for so long. The others wait for the next round; who asks
// meanwhile from a browser in one of them is told to ask again (behind.h).
#ifndef HALLQ_SIGNED_ON_H
#define HALLQ_SIGNED_ON_H

#include "broker/live/halls.h"
#include "broker/live/leases.h"
#include "broker/live/presence.h"
#include "broker/turn/look.h"

#define SIGNED_ON_HALLS 64 // in a round

struct signed_on {
    struct leases *leases;
    struct presences *presences;
    struct look *look;
    struct hall *first, *last; // that wait to be read
};

// signed_on_mark: the hall waits to be read, once.
void signed_on_mark(struct signed_on *o, struct hall *hall);

// signed_on_round: reads halls that wait, those first that wait longest. Between turns only (look.h).
// A hall whose rows are rotten keeps the leases it had until it is marked again. Ends the process on an
// input/output error. True: there are others left.
bool signed_on_round(struct signed_on *o);

// signed_on_read: reads this hall, at a start.
void signed_on_read(struct signed_on *o, const struct hall *hall);

#endif
