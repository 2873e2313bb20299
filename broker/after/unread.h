// unread.h - rows that could not be read and were passed over: said in the log, and counted.
#ifndef HALLQ_UNREAD_H
#define HALLQ_UNREAD_H

#include "broker/jobs/work.h"
#include "broker/store/store.h"

struct unread {
    struct store *store;
    const struct work *work;
    uint64_t said[TABLE_COUNT]; // rows passed over, as the log says
    int64_t again_ms;           // monotonic: when it says more
};

// unread_total: how often since the start, by turns and by workers.
uint64_t unread_total(const struct unread *u);

// unread_say: a line for each table with new ones, once a minute. Each second.
void unread_say(struct unread *u);

#endif
