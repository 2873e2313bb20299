// pending.h - packed messages of a feed that wait for an answer, oldest first. Beyond
// PENDING_MAX or PENDING_BYTES all messages are dropped, which is safe, since a lost event
// shows later as a hole in the sequence.
#ifndef HALLQ_PENDING_H
#define HALLQ_PENDING_H

#include <stddef.h>
#include <sys/queue.h>

#include "base/wire/wire.h"

#define PENDING_MAX 2000
#define PENDING_BYTES 4194304

struct pending_message;

struct pending {
    TAILQ_HEAD(pending_list, pending_message) messages;
    size_t count, size;
};

// pending_init: an empty queue.
void pending_init(struct pending *p);

// pending_add: keeps a copy of a message; without memory the message is dropped.
void pending_add(struct pending *p, const void *packed, size_t size);

// pending_first: the oldest message, borrowed until it is dropped. pending_drop: drops that
// message. The queue is not empty in either.
struct wire_packed pending_first(const struct pending *p);
void pending_drop(struct pending *p);

void pending_clear(struct pending *p);

#endif
