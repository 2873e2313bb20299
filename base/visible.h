// visible.h - what whom may be shown: projections of events, settings and snapshots, by the marks in the
// schema (proto/visible.def, which proto/marks.py writes), for the broker and for who passes its feeds on.
// What is not marked does not build.
#ifndef HALLQ_VISIBLE_H
#define HALLQ_VISIBLE_H

#include <stdbool.h>

#include "base/arena.h"
#include "command.pb-c.h"
#include "feed.pb-c.h"

// Whom a projection is for. The broker has a socket of its own for each of the first three; LEAD is for
// leads and managers, HOLDER is whoever has the code of a ticket, in answers about it.
enum feed { FEED_PUBLIC, FEED_STAFF, FEED_LEAD, FEED_WEBHOOK, FEED_INTERNET, FEED_HOLDER };
#define FEED_COUNT (FEED_LEAD + 1) // of the sockets

// How far a field goes: each level goes as far as those before it, and farther.
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

// feed_is_of_staff: whether staff sees it: people, classes, reasons.
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

// The fields of a message that anybody may see.
struct visible_message {
    const ProtobufCMessageDescriptor *type;
    const struct visible_field *fields;
    size_t field_count;
};

// visible_of: what may be seen of messages of a type; NULL: nothing.
const struct visible_message *visible_of(const ProtobufCMessageDescriptor *type);

// visible_project: the message as it may be shown, in the arena; NULL if nothing of it may. It shares
// what is shown whole with `message`.
const void *visible_project(const struct visible_message *m, const void *message, enum feed feed,
                            struct arena *arena);

// The same, of an event, of settings, of a snapshot, of a ticket's card.
const Hallq__Event *visible_event(const Hallq__Event *event, enum feed feed, struct arena *arena);
const Hallq__HallSettings *visible_settings(const Hallq__HallSettings *settings, enum feed feed,
                                            struct arena *arena);
const Hallq__Snapshot *visible_snapshot(const Hallq__Snapshot *snapshot, enum feed feed,
                                        struct arena *arena);
const Hallq__TicketCard *visible_ticket_card(const Hallq__TicketCard *card, enum feed feed,
                                             struct arena *arena);

#endif
