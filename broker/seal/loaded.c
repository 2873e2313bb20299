#include "broker/seal/loaded.h"

#include <sodium.h>

#define SET_COUNT 256
#define SET_PLACES (LOADED_MAX / SET_COUNT)

struct loaded *loaded_make(void) {
    struct loaded *table = sodium_allocarray(LOADED_MAX, sizeof *table);
    if (table)
        sodium_memzero(table, LOADED_MAX * sizeof *table);
    return table;
}

void loaded_free(struct loaded *table) {
    for (size_t i = 0; table && i < LOADED_MAX; i++)
        keytree_fell(&table[i].tree);
    sodium_free(table); // the memory is wiped too
}

static struct loaded *set_of(struct loaded *table, struct key_name n) {
    uint32_t mixed = (n.hall * 2654435761u) ^ ((uint32_t)n.day * 40503u);
    return table + (size_t)(mixed % SET_COUNT) * SET_PLACES;
}

struct loaded *loaded_find(struct loaded *table, struct key_name n) {
    struct loaded *set = set_of(table, n);
    for (size_t i = 0; i < SET_PLACES; i++) {
        if (set[i].used_at && set[i].name.hall == n.hall && set[i].name.day == n.day)
            return &set[i];
    }
    return NULL;
}

struct loaded *loaded_put(struct loaded *table, struct key_name n, struct keytree *tree) {
    struct loaded *set = set_of(table, n), *oldest = set;
    for (size_t i = 1; i < SET_PLACES; i++) {
        if (set[i].used_at < oldest->used_at)
            oldest = &set[i];
    }
    keytree_fell(&oldest->tree);
    oldest->tree = *tree;
    oldest->has_codes = false;
    sodium_memzero(tree, sizeof *tree);
    oldest->name = n;
    return oldest;
}

void loaded_forget(struct loaded *table, uint32_t hall, int32_t upto_day) {
    for (size_t i = 0; i < LOADED_MAX; i++) {
        struct loaded *l = &table[i];
        if (l->used_at && l->name.hall == hall && l->name.day <= upto_day) {
            keytree_fell(&l->tree);
            sodium_memzero(l, sizeof *l);
        }
    }
}
