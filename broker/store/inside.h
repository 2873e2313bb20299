// inside.h - what the store's own files share about a store.
#ifndef HALLQ_STORE_INSIDE_H
#define HALLQ_STORE_INSIDE_H

#include "base/arena.h"
#include "broker/store/tables/txn.h"
#include "record.pb-c.h"

#define META_MEMORY_BYTES 4096 // of one unpacked MetaRow

typedef void (*meta_change_cb)(Hallq__MetaRow *row, const struct store_meta *to);

// meta_change: reads MetaRow, lets the callback change it, writes it back.
int meta_change(struct tables *tables, struct arena *a, meta_change_cb change_cb,
                const struct store_meta *to);

// meta_set_log: the log that turns after this commit may be in.
int meta_set_log(struct tables *tables, struct arena *a, uint64_t log);

// meta_put: writes MetaRow.
int meta_put(struct tables *tables, struct arena *a, const Hallq__MetaRow *row);

// meta_unpack: MetaRow from its value; ERR_CORRUPT.
int meta_unpack(struct bytes value, struct store_meta *ret_meta);

// store_file: the path of the data file; borrowed.
const char *store_file(const struct store *s);

// store_copy_to: a compact copy of the last durable turn into fd. For a worker.
int store_copy_to(struct store *s, int fd, struct store_why *ret_why);

#endif
