// rules_by_event.h - what each event does to the rows, by proto/event.proto; each function stands
// in the file of its wing. A function trusts its event, which was decided or stands in the journal.
// It changes rows and nothing else, and fails only by a store error; rows that do not fit the event
// are ERR_CORRUPT.
#ifndef HALLQ_RULES_BY_EVENT_H
#define HALLQ_RULES_BY_EVENT_H

#include "broker/hall/core/change.h"

#define EVENT(CASE, Type, member, AUDIENCE, FOLLOWS)                                               \
    int apply_##member(struct change *c, const Hallq__##Type *event);
#include "proto/events.def"
#undef EVENT

#endif
