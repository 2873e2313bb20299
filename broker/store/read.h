// read.h - what workers do beside the turns: read the last checkpoint, and copy it.
#ifndef HALLQ_STORE_READ_H
#define HALLQ_STORE_READ_H

#include "base/table.h"
#include "broker/store/report/why.h"

// Read transactions open at once: at most one a worker, and a backup.
#define STORE_READS_MAX 8
// Turns a read transaction may outlive: the file grows with them.
#define STORE_READ_COMMITS_MAX 20000

struct store;

// A read transaction of a worker: its first member is its struct tables, of which put and del
// return ERR_DENIED.
struct store_read;

// store_read_begin: a view of the last checkpoint for a worker, which stays as it is while turns go
// on; its MetaRow names the turn. At most STORE_READS_MAX at once (ERR_BUSY). One that outlives
// STORE_READ_COMMITS_MAX turns answers ERR_TIMEOUT from then on: read long tables in portions. The
// caller ends it.
int store_read_begin(struct store *s, struct store_read **ret_read);

// store_read_end: ends it and nulls *read; what was read from it dies. Accepts NULL and a nulled
// pointer.
void store_read_end(struct store_read **read);

static inline struct tables *store_read_tables(struct store_read *read) {
    return (struct tables *)read;
}

// store_copy_to: a compact copy of the last checkpoint into fd. ERR_BUSY: STORE_READS_MAX are open.
int store_copy_to(struct store *s, int fd, struct store_why *ret_why);

#endif
