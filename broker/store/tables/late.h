// late.h - rows that nearly every turn changes: the broker's own, those of halls, lines, counters and of what
// is learnt of waits. They come again turn after turn, so that putting them into LMDB each time would be
// most of a turn's puts. They wait here, as of the last turn, until a checkpoint, a scan or a delete of their
// table needs them in LMDB. The redo log holds each turn's puts of them as of any row, so nothing is less
// durable; when LMDB's transaction ends without a commit they are forgotten, and the log's turns are done again.
#ifndef HALLQ_STORE_LATE_H
#define HALLQ_STORE_LATE_H

#include <stdbool.h>

#include "base/table.h"

#define LATE_BUCKETS 2048
#define LATE_ROWS_MAX 1024 // puts at once: some two milliseconds
#define LATE_BYTES_MAX (1024 * 1024)

struct late_row {
    struct late_row *next;          // of the bucket
    struct late_row *next_of_table; // the row that came before
    enum table table;
    struct bytes key, value; // owned
    size_t room_size;        // for the value
};

// Zeroed: no row waits.
struct late {
    struct late_row *buckets[LATE_BUCKETS];
    struct late_row *last[TABLE_COUNT]; // the row of the table that came last
    size_t count, bytes;
};

// late_takes: whether rows of the table wait.
bool late_takes(enum table table);

// late_find: the row that waits; NULL: none does.
const struct late_row *late_find(const struct late *l, enum table table, struct bytes key);

// late_put: keeps a copy of the row, in place of the one that waits. Returns ERR_OK or ERR_NO_MEMORY.
int late_put(struct late *l, enum table table, struct bytes key, struct bytes value);

// late_is_full: as many rows wait as may. late_drop: forgets the rows of a table; late_clear: of all.
bool late_is_full(const struct late *l);
void late_drop(struct late *l, enum table table);
void late_clear(struct late *l);

#endif
