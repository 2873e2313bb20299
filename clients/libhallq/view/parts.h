// parts.h - which parts of a view have changed, so that a screen draws them alone and a gateway
// sends them alone: a reader of the old view who takes the changed parts in has the new view.
#ifndef HALLQ_PARTS_H
#define HALLQ_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common.pb-c.h"

#define HALLQ_PARTS_MAX 64 // when more parts are named, the whole view has changed

// The value of a kind is its field's number in the Snapshot message. The sequence number and the
// time change with every part; a new day changes the whole view.
enum hallq_part_kind {
    HALLQ_PART_SETTINGS = 6, // the settings and their version
    HALLQ_PART_LINE = 8,     // one line; a line in which nobody waits may be gone
    HALLQ_PART_COUNTER = 9,  // one counter
    HALLQ_PART_CALLS = 10,
    HALLQ_PART_WAITS = 11,
    HALLQ_PART_PEOPLE = 12,
    HALLQ_PART_TIME_ZONE = 13,
    HALLQ_PART_CLOCK = 14,
    HALLQ_PART_MEASURES = 471,
    HALLQ_PART_OFFERS = 472,
    HALLQ_PART_ALERTS = 470,
    HALLQ_PART_HELPS = 680,
    HALLQ_PART_BOOKINGS = 1100,
};

struct hallq_part {
    enum hallq_part_kind kind;
    Hallq__Line__Kind line; // kind of the line, for HALLQ_PART_LINE
    uint32_t id;            // of the line's service, counter or clerk, or of the counter; else 0
};

// A set of parts: each part once, in the order of first changes. Zeroed: nothing has changed.
struct hallq_parts {
    bool all; // the whole view; the list is empty then
    size_t count;
    struct hallq_part list[HALLQ_PARTS_MAX];
};

bool hallq_parts_any(const struct hallq_parts *p);

// hallq_parts_have: whether this part has changed, by itself or with the whole view.
bool hallq_parts_have(const struct hallq_parts *p, struct hallq_part part);

void hallq_parts_add(struct hallq_parts *p, struct hallq_part part);
void hallq_parts_add_all(struct hallq_parts *p);
void hallq_parts_clear(struct hallq_parts *p);

#endif
