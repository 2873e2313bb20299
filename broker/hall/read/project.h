// project.h - which feed a device may follow, and what the feed shows of an event.
#ifndef HALLQ_PROJECT_H
#define HALLQ_PROJECT_H

#include "base/visible.h"
#include "event.pb-c.h"

struct deciding;

// feed_of: the feed that a device's role may follow.
enum feed feed_of(Hallq__Device__Role role);

// event_project: the event as this feed may show it; NULL if the feed may not show it at all. The
// result may share parts with `event`; new parts are in the arena.
const Hallq__Event *event_project(const Hallq__Event *event, enum feed feed, struct arena *arena);

// feed_asked: the feed of which a snapshot or a repair is asked; if the request names none, the
// feed of the asker's role. Refuses a feed that the role may not follow. Returns ERR_OK or
// ERR_REFUSED.
int feed_asked(struct deciding *d, Hallq__Feed__Kind kind, enum feed *ret);

#endif
