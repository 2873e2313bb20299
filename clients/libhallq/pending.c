#include "pending.h"

#include <stdlib.h>
#include <string.h>

struct pending_message {
    TAILQ_ENTRY(pending_message) entry;
    size_t size;
    unsigned char packed[];
};

void pending_init(struct pending *p) {
    *p = (struct pending){0};
    TAILQ_INIT(&p->messages);
}

void pending_add(struct pending *p, const void *packed, size_t size) {
    if (p->count == PENDING_MAX || p->size + size > PENDING_BYTES)
        pending_clear(p);
    struct pending_message *m = malloc(sizeof *m + size);
    if (!m)
        return;
    m->size = size;
    memcpy(m->packed, packed, size);
    TAILQ_INSERT_TAIL(&p->messages, m, entry);
    p->count++;
    p->size += size;
}

struct wire_packed pending_first(const struct pending *p) {
    struct pending_message *m = TAILQ_FIRST(&p->messages);
    return (struct wire_packed){m->packed, m->size};
}

void pending_drop(struct pending *p) {
    struct pending_message *m = TAILQ_FIRST(&p->messages);
    TAILQ_REMOVE(&p->messages, m, entry);
    p->count--;
    p->size -= m->size;
    free(m);
}

void pending_clear(struct pending *p) {
    while (p->count)
        pending_drop(p);
}
