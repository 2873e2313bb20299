#include "pending.h"

#include <stdlib.h>
#include <string.h>

struct pending_message {
    struct pending_message *next;
    size_t size;
    unsigned char packed[];
};

void pending_add(struct pending *p, const void *packed, size_t size) {
    if (p->count == PENDING_MAX || p->size + size > PENDING_BYTES)
        pending_clear(p);
    struct pending_message *m = malloc(sizeof *m + size);
    if (!m)
        return;
    m->next = NULL;
    m->size = size;
    memcpy(m->packed, packed, size);
    *(p->last ? &p->last->next : &p->first) = m;
    p->last = m;
    p->count++;
    p->size += size;
}

struct wire_packed pending_first(const struct pending *p) {
    return (struct wire_packed){p->first->packed, p->first->size};
}

void pending_drop(struct pending *p) {
    struct pending_message *m = p->first;
    p->first = m->next;
    if (!p->first)
        p->last = NULL;
    p->count--;
    p->size -= m->size;
    free(m);
}

void pending_clear(struct pending *p) {
    while (p->first)
        pending_drop(p);
}
