// visible.h - which fields an audience may see: projections of events, settings and snapshots, by
// the marks in the schema (proto/visible.def, which proto/marks.py writes), for the broker and for
// programs that pass its feeds on. A field without a mark does not build.
#ifndef HALLQ_VISIBLE_H
#define HALLQ_VISIBLE_H

#include <stdbool.h>

#include "base/arena.h"
#include "command.pb-c.h"
#include "feed.pb-c.h"

// The audience of a projection. The broker has a socket for each of the first three; LEAD is for
// leads and managers, HOLDER for a person who has a ticket's code, in answers about that ticket.
enum feed { FEED_PUBLIC, FEED_STAFF, FEED_LEAD, FEED_WEBHOOK, FEED_INTERNET, FEED_HOLDER };
#define FEED_COUNT (FEED_LEAD + 1) // the feeds with a socket

// How far a field goes: each level goes as far as the levels before it, and farther.
enum visible {
    VISIBLE_NOWHERE,
    VISIBLE_LEAD,
    VISIBLE_STAFF,
    VISIBLE_HOLDER,
    VISIBLE_PUBLIC,
    VISIBLE_WEBHOOK,
    VISIBLE_INTERNET,
};

enum visible_shape { VISIBLE_FIELD, VISIBLE_LIST, VISIBLE_PART, VISIBLE_PARTS };

// feed_is_of_staff: whether a feed shows the staff's fields: people, classes, reasons.
static inline bool feed_is_of_staff(enum feed feed) {
    return feed == FEED_STAFF || feed == FEED_LEAD;
}

struct visible_message;

struct visible_field {
    enum visible level;
    enum visible_shape shape;
    size_t offset, size;                // of the field
    size_t count_offset;                // of a list
    const struct visible_message *part; // of PART and PARTS
};

// The fields of a message that at least one audience may see.
struct visible_message {
    const ProtobufCMessageDescriptor *type;
    const struct visible_field *fields;
    size_t field_count;
};

// visible_of: the fields that may be seen of messages of a type; NULL: none may.
const struct visible_message *visible_of(const ProtobufCMessageDescriptor *type);

// visible_project: the message as the feed may show it, in the arena; NULL if the feed may show
// nothing of it. The result shares the parts shown whole with `message`.
const void *visible_project(const struct visible_message *m, const void *message, enum feed feed,
                            struct arena *arena);

// As visible_project, for an event, for settings, for a snapshot, for a ticket's card.
const Hallq__Event *visible_event(const Hallq__Event *event, enum feed feed, struct arena *arena);
const Hallq__HallSettings *visible_settings(const Hallq__HallSettings *settings, enum feed feed,
                                            struct arena *arena);
const Hallq__Snapshot *visible_snapshot(const Hallq__Snapshot *snapshot, enum feed feed,
                                        struct arena *arena);
const Hallq__TicketCard *visible_ticket_card(const Hallq__TicketCard *card, enum feed feed,
                                             struct arena *arena);

#endif
