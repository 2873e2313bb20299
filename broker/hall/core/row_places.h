// row_places.h - what of the row cache belongs to part_rows.c, queue.c, rows.c and looks between turns.
#ifndef HALLQ_ROW_PLACES_H
#define HALLQ_ROW_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/table.h"
#include "broker/hall/core/keys.h"
#include "broker/hall/core/line_ends.h"

struct row_cache;
struct cached_row;

// row_cache_places: `count` places for rows of a table and a hall that somebody walks over again and
// again, NULL at first: the caller notes there what it found. They stay until the cache is cleared, or
// until another version is asked for.
struct cached_row **row_cache_places(struct row_cache *c, enum table table, uint32_t hall,
                                     uint32_t version, size_t count);

// row_cache_line: what is known of the ends of a line, until the cache is cleared. NULL: nothing, and `add` is
// false; else it is made, and nothing is known.
struct line_ends *row_cache_line(struct row_cache *c, struct line_key line, bool add);

// The number that was found free last, which as a rule is the one that is given: TABLE_NUMBER has no row of
// this key. row_cache_free_number: notes it. row_cache_is_free_number: whether it is this one.
// row_cache_number_put: a row of the key is there now. All of NULL: nothing is known.
void row_cache_free_number(struct row_cache *c, const struct key *key);
bool row_cache_is_free_number(const struct row_cache *c, const struct key *key);
void row_cache_number_put(struct row_cache *c, const struct key *key);

// row_cache_look: between turns the cache is only looked at, until it is told otherwise: what it does
// not have is not added, so that a look at a hall where nothing happens displaces no other's rows; a
// put ends the process. row_cache_looks: whether that is so; of NULL it is not.
void row_cache_look(struct row_cache *c, bool looks);
bool row_cache_looks(const struct row_cache *c);

#endif
