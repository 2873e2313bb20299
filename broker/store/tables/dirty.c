#include "broker/store/tables/dirty.h"

#include <string.h>

#define STRETCH_SHIFT 12
#define DELS_A_PAGE 8

static void note(struct dirty *d, uint32_t stretch) {
    uint32_t i = (stretch * 2654435761u) >> 16;
    for (i %= DIRTY_SEEN_MAX; d->seen[i]; i = (i + 1) % DIRTY_SEEN_MAX) {
        if (d->seen[i] == stretch)
            return;
    }
    d->page_count++;
    if (d->seen_count < DIRTY_SEEN_MAX / 4 * 3) {
        d->seen[i] = stretch;
        d->seen_count++;
    }
}

void dirty_put(struct dirty *d, const void *at, size_t size) {
    uintptr_t first = (uintptr_t)at >> STRETCH_SHIFT;
    uintptr_t last = ((uintptr_t)at + size) >> STRETCH_SHIFT;
    for (uintptr_t i = first; i <= last; i++)
        note(d, (uint32_t)i | 1u << 31);
}

void dirty_del(struct dirty *d) {
    if (++d->del_count % DELS_A_PAGE == 0)
        d->page_count++;
}

void dirty_clear(struct dirty *d) {
    memset(d, 0, sizeof *d);
}
