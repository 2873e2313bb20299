// loaded.h - the day keys used last, in locked memory: a table of sets, each with a few places; a
// new key takes the place that was used longest ago.
#ifndef HALLQ_SEAL_LOADED_H
#define HALLQ_SEAL_LOADED_H

#include <stdbool.h>
#include <stdint.h>

#include "broker/seal/day_key.h"

// Keys held: today's and some older keys of the busiest halls, 128 KiB.
#define LOADED_MAX 1024

struct loaded {
    struct keytree tree;
    unsigned char codes[KEY_SIZE]; // the tree's key of codes, once a ticket's code was asked for
    bool has_codes;
    struct key_name name;
    uint64_t used_at; // the ring's count of uses at the last use; 0: the place is empty
};

// loaded_make: makes an empty table; NULL: no memory. loaded_free: wipes and frees a table. Accepts
// NULL.
struct loaded *loaded_make(void);
void loaded_free(struct loaded *table);

// loaded_find: the place of a key, borrowed; NULL if the key is not in the table.
struct loaded *loaded_find(struct loaded *table, struct key_name n);

// loaded_put: puts a key into the table, which owns the tree afterwards. The caller sets used_at.
struct loaded *loaded_put(struct loaded *table, struct key_name n, struct keytree *tree);

// loaded_forget: wipes the hall's keys of all days up to and including `upto_day`.
void loaded_forget(struct loaded *table, uint32_t hall, int32_t upto_day);

#endif
