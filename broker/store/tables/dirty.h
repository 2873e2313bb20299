// dirty.h - about how many pages the open transaction has changed. LMDB does not tell; but a page
// it changes is a copy in memory of its own until the commit, so the places of the values put tell
// pages apart.
#ifndef HALLQ_STORE_DIRTY_H
#define HALLQ_STORE_DIRTY_H

#include <stddef.h>
#include <stdint.h>

#define DIRTY_SEEN_MAX 16384 // a power of two; beyond three quarters every place counts as new

// Zeroed: none.
struct dirty {
    uint64_t page_count;
    uint32_t del_count;
    uint32_t seen_count;
    uint32_t seen[DIRTY_SEEN_MAX]; // stretches of memory as long as a page, 0: free
};

// dirty_put: a value was put at `at`.
void dirty_put(struct dirty *d, const void *at, size_t size);

// dirty_del: a row was deleted, LMDB does not say where; most lie in pages put into as well.
void dirty_del(struct dirty *d);

void dirty_clear(struct dirty *d);

#endif
