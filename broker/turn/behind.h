// behind.h - the asker behind a gateway's key (docs/PROTOCOL.md, "Through a gateway").
#ifndef HALLQ_BEHIND_H
#define HALLQ_BEHIND_H

#include "broker/live/halls.h"
#include "broker/live/presence.h"
#include "broker/turn/inbox.h"

// behind_find: finds the person for whom a gateway vouches in a request. A command of a person who
// is signed on in a browser, or signs on there, counts from here on as sent from that browser; the
// rules go by the row of the sign-on. The asker's pointers live in the arena. False: the sign-ons
// of that hall are about to be read anew and the person is not known yet: ask again.
bool behind_find(struct command *command, const struct devices *devices,
                 const struct presences *presences, const struct halls *halls, struct arena *arena);

#endif
