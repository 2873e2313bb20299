// meta.h - reads and writes MetaRow, the row that says what a store is and which turn it ends at.
#ifndef HALLQ_STORE_META_H
#define HALLQ_STORE_META_H

#include "base/arena.h"
#include "base/table.h"
#include "broker/store/report/report.h"
#include "record.pb-c.h"

// store_meta_get: MetaRow as the open turn, or the read transaction, sees it.
int store_meta_get(struct tables *tables, struct store_meta *ret_meta);

// store_meta_keys: sets whether the hall has keys, from this turn on.
int store_meta_keys(struct tables *tables, enum store_keys keys);

// store_meta_server_keys: sets the keys by which the hall's server is known, from this turn on.
int store_meta_server_keys(struct tables *tables, const struct server_keys *keys);

// store_meta_turn: as store_set_turn, for the change_cb of a restore.
int store_meta_turn(struct tables *tables, uint64_t turn, int64_t at_ms);

// --- for the store's own files

#define META_MEMORY_BYTES 4096 // memory of an unpacked MetaRow

typedef void (*meta_change_cb)(Hallq__MetaRow *row, const struct store_meta *to);

// meta_change: reads MetaRow, lets the callback change the row, writes it back.
int meta_change(struct tables *tables, struct arena *a, meta_change_cb change_cb,
                const struct store_meta *to);

// meta_set_log: sets the number of the log that turns after this commit may be in.
int meta_set_log(struct tables *tables, struct arena *a, uint64_t log);

// meta_put: writes MetaRow.
int meta_put(struct tables *tables, struct arena *a, const Hallq__MetaRow *row);

// meta_unpack: unpacks MetaRow from its value; ERR_CORRUPT.
int meta_unpack(struct bytes value, struct store_meta *ret_meta);

#endif
