// row_cache.h - rows that most commands read and write, kept as messages: a hall's row, its lines,
// its counters, its sign-ons, its newest tickets. Each row is unpacked once, changed in memory as
// often as a turn likes, and packed and put once, by rows_flush, before the turn is committed.
//
// The tables stay the truth: after a flush the cache is a copy of them, and a turn that is undone
// takes the cache along (row_cache_clear). A scan of a table in the cache flushes first
// (rows_scan).
//
// The program makes and ends the cache; only rows.c and trial.c touch its rows, and part_rows.c, which
// keeps where they are until row_cache_clear; all other code uses rows.h.
#ifndef HALLQ_ROW_CACHE_H
#define HALLQ_ROW_CACHE_H

#include <stdbool.h>

#include "broker/hall/core/keys.h"
#include "broker/hall/core/state.h"

// row_cache_create, _destroy: an empty cache; it lives as long as the tables do. Destroy accepts
// NULL. row_cache_clear: forgets all rows, also those put and not flushed, after a turn was undone.
// row_cache_trim: between turns, gives memory back if the cache has grown large.
struct row_cache *row_cache_create(void);
void row_cache_destroy(struct row_cache *c);
void row_cache_clear(struct row_cache *c);
void row_cache_trim(struct row_cache *c);

// A row read or put since the cache was cleared.
struct cached_row {
    struct cached_row *next; // the next row of the bucket
    struct cached_row *next_changed;
    uint64_t hash; // of table and key
    enum table table;
    struct key key;
    bool changed;              // since the last flush
    ProtobufCMessage *message; // NULL until the row was present once
};

// row_cache_type: the message type of the table's rows; NULL: the cache keeps none of them.
const ProtobufCMessageDescriptor *row_cache_type(enum table table);

// row_cache_find: the row, or NULL if the cache knows nothing of it.
struct cached_row *row_cache_find(struct row_cache *c, enum table table, const struct key *key);

// row_cache_add: for a row that row_cache_find did not find.
struct cached_row *row_cache_add(struct row_cache *c, enum table table, const struct key *key);

// row_cache_set: the row is this message, of which the cache keeps a copy; NULL: there is no such
// row. `changed`: whether that is a change yet to be flushed.
void row_cache_set(struct row_cache *c, struct cached_row *row, const ProtobufCMessage *message,
                   bool changed);

// row_cache_touch: the row's message was changed in place, which is yet to be flushed.
void row_cache_touch(struct row_cache *c, struct cached_row *row);

// row_cache_restore: the row is an earlier message of the cache again, or NULL: there was none. The
// row counts as changed, since its later message may have been flushed.
void row_cache_restore(struct row_cache *c, struct cached_row *row,
                       const ProtobufCMessage *message);

// row_cache_take_changed: the rows changed since the last call, in the order of their first change;
// follow next_changed. The rows count as flushed.
struct cached_row *row_cache_take_changed(struct row_cache *c);

#endif
