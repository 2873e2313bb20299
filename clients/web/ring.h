// ring.h - the newest events of a channel, shared by all its followers, each of which is a position
// in it. An event is made once; who falls out of the ring is cut.
//
// An event's id is "SEQ-RING.POSITION": the hall's number for people, the rest to resume by.
#ifndef HALLQ_WEB_RING_H
#define HALLQ_WEB_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chunk.h"

#define RING_EVENTS 4096 // some minutes of the busiest hall; 1 MB
#define RING_ID_SIZE 64

struct ring_event {
    size_t size;  // of its text, which lies in the chunk
    char chunk[]; // ready to be sent
};

struct ring {
    char id[9];    // random
    uint64_t head; // position of the next event
    struct ring_event *events[RING_EVENTS];
};

void ring_init(struct ring *r);
void ring_fini(struct ring *r);

// ring_add: adds an event of this name with these data, which have no line end.
void ring_add(struct ring *r, uint64_t seq, const char *name, const char *data);

// ring_id: the id of the last event, into RING_ID_SIZE bytes.
void ring_id(const struct ring *r, uint64_t seq, char *to);

// ring_at: the event at a position; NULL: it is not there yet. ring_has: whether a position has not
// fallen out.
const struct ring_event *ring_at(const struct ring *r, uint64_t position);
bool ring_has(const struct ring *r, uint64_t position);

// ring_resume: the position behind the event of this id. False: it is no id of this ring, or what
// came since has fallen out.
bool ring_resume(const struct ring *r, const char *id, uint64_t *ret_position);

#endif
