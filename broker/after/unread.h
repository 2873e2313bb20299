// unread.h - counts the rows that could not be read and were passed over, and says them in the log.
#ifndef HALLQ_UNREAD_H
#define HALLQ_UNREAD_H

#include "broker/jobs/work.h"
#include "broker/store/store.h"

struct unread {
    struct store *store;
    const struct work *work;
    uint64_t said[TABLE_COUNT]; // rows passed over, as far as the log says
    int64_t again_ms;           // machine time of the next line
};

// unread_total: returns how often a row was passed over since the start, by turns and by workers.
uint64_t unread_total(const struct unread *u);

// unread_say: logs a line for each table with newly unread rows, at most once a minute. The tick
// calls it each second.
void unread_say(struct unread *u);

#endif
