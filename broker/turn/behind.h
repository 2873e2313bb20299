// behind.h - who asks behind a gateway's key (docs/PROTOCOL.md, "Through a gateway").
#ifndef HALLQ_BEHIND_H
#define HALLQ_BEHIND_H

#include "broker/live/halls.h"
#include "broker/live/presence.h"
#include "broker/turn/inbox.h"

// behind_find: of a request through a gateway, for whom it vouches. A command of somebody who is signed
// on in a browser, or signs on there, is from here on as one from that terminal; what the rules find
// in the row of the sign-on counts. What the asker refers to lives in the arena. False: who is signed on
// in that hall is about to be read anew, and nobody is known by then: ask again.
bool behind_find(struct command *command, const struct devices *devices,
                 const struct presences *presences, const struct halls *halls, struct arena *arena);

#endif
