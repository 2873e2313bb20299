// dirty.h - counts about how many pages the open transaction has changed. LMDB does not tell; but a
// changed page is a copy in memory of its own until the commit, so the addresses of the values put
// tell pages apart.
#ifndef HALLQ_STORE_DIRTY_H
#define HALLQ_STORE_DIRTY_H

#include <stddef.h>
#include <stdint.h>

// Stretches that are remembered, a power of two. Beyond three quarters every address counts as new.
#define DIRTY_SEEN_MAX 16384

// Zeroed: no page was changed.
struct dirty {
    uint64_t page_count;
    uint32_t del_count;
    uint32_t seen_count;
    uint32_t seen[DIRTY_SEEN_MAX]; // page-long stretches of memory, 0: free
};

// dirty_put: counts a value that LMDB put at `at`.
void dirty_put(struct dirty *d, const void *at, size_t size);

// dirty_del: counts a deleted row. LMDB does not say where it lay; most rows lie in pages that
// values are put into as well.
void dirty_del(struct dirty *d);

void dirty_clear(struct dirty *d);

#endif
