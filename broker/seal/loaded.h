// loaded.h - the keys used last, in locked memory: a table of sets, each with a few places; the place
// used longest ago makes room.
#ifndef HALLQ_SEAL_LOADED_H
#define HALLQ_SEAL_LOADED_H

#include <stdbool.h>
#include <stdint.h>

#include "broker/seal/keyfile.h"

// Today's and some older ones of the busiest halls, 128 KiB.
#define LOADED_MAX 1024

struct loaded {
    struct keytree tree;
    unsigned char codes[KEY_SIZE]; // of its tree, once a code was asked for: each ticket has two
    bool has_codes;
    struct key_name name;
    uint64_t used_at; // of the ring's own count; 0: empty
};

// loaded_make: an empty table; NULL: no memory. loaded_free: wipes it. Accepts NULL.
struct loaded *loaded_make(void);
void loaded_free(struct loaded *table);

// loaded_find: NULL if it is not there.
struct loaded *loaded_find(struct loaded *table, struct key_name n);

// loaded_put: takes the tree over. The caller sets used_at.
struct loaded *loaded_put(struct loaded *table, struct key_name n, struct keytree *tree);

// loaded_forget: wipes the hall's keys of all days up to and including `upto_day`.
void loaded_forget(struct loaded *table, uint32_t hall, int32_t upto_day);

#endif
