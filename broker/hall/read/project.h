// project.h - which feed somebody may follow, and what it shows.
#ifndef HALLQ_PROJECT_H
#define HALLQ_PROJECT_H

#include "base/visible.h"
#include "event.pb-c.h"

struct deciding;

// feed_of: which feed a device's role may follow.
enum feed feed_of(Hallq__Device__Role role);

// event_project: the event as this feed may show it; NULL if it may not at all. May share parts
// with `event`; new parts are in the arena.
const Hallq__Event *event_project(const Hallq__Event *event, enum feed feed, struct arena *arena);

// feed_asked: the feed a snapshot or a repair is asked for; not said, the one of the asker's role.
// Refuses what that role may not follow. Returns ERR_OK or ERR_REFUSED.
int feed_asked(struct deciding *d, Hallq__Feed__Kind kind, enum feed *ret);

#endif
