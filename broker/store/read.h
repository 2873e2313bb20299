// read.h - lets workers read and copy the last checkpoint beside the turns.
#ifndef HALLQ_STORE_READ_H
#define HALLQ_STORE_READ_H

#include "base/table.h"
#include "broker/store/report/why.h"

// Read transactions that may be open at once: one for each worker, and one for a backup.
#define STORE_READS_MAX 8
// Turns that a read transaction may outlive: the file grows with each.
#define STORE_READ_COMMITS_MAX 20000

struct store;

// A read transaction of a worker: its first member is its struct tables, whose put and del return
// ERR_DENIED.
struct store_read;

// store_read_begin: opens a view of the last checkpoint for a worker, which stays as it is while
// turns go on; its MetaRow names the turn. ERR_BUSY: STORE_READS_MAX views are open. A view that
// outlives STORE_READ_COMMITS_MAX turns answers ERR_TIMEOUT from then on: read long tables in
// portions. The caller ends the view with store_read_end.
int store_read_begin(struct store *s, struct store_read **ret_read);

// store_read_end: ends the view and nulls *read; values read from it die. Accepts NULL and a nulled
// pointer.
void store_read_end(struct store_read **read);

static inline struct tables *store_read_tables(struct store_read *read) {
    return (struct tables *)read;
}

// store_copy_to: writes a compact copy of the last checkpoint to fd. ERR_BUSY: STORE_READS_MAX
// views are open.
int store_copy_to(struct store *s, int fd, struct store_why *ret_why);

#endif
