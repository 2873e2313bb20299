// shown.h - what a channel's readers have been shown of a hall, and what of it is new: the changed
// parts as JSON, so that no page needs to fold events.
//
//     {"set":{"seq":"12","atMs":"1764..."},"put":{"counters":[{"counter":3,...}]},"gone":{"alerts":["7"]}}
//
// `set` replaces a part, null takes it away; `put` replaces or adds elements of a list by their
// key; `gone` takes elements away by it. The keys stand in docs/INTEGRATION.md and in shown.c.
#ifndef HALLQ_WEB_SHOWN_H
#define HALLQ_WEB_SHOWN_H

#include <stdbool.h>

#include "feed.pb-c.h"
#include "jot.h"

struct shown;

struct shown *shown_create(void);
void shown_destroy(struct shown *s); // NULL is left alone

// shown_take: goes over to this snapshot, looking at the parts with these field numbers of the
// message and at its number and time; count 0: at all parts. Writes the change; false: there is
// none but that of number and time, and nothing was written.
bool shown_take(struct shown *s, const Hallq__Snapshot *now, const uint32_t *fields, size_t count,
                struct jot *ret_change);

#endif
