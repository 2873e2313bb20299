// look.h - the halls' state as of the last turn: the store's tables with their unpacked settings
// and rows. An open turn works on this state; between turns all code on the loop may read it.
#ifndef HALLQ_LOOK_H
#define HALLQ_LOOK_H

#include "broker/hall/core/state.h"
#include "broker/store/store.h"

struct look {
    struct store *store;
    struct settings_cache *settings;
    struct row_cache *rows;
    struct newest *newest;
    bool open; // a turn has the store's transaction
};

// look_init: returns ERR_OK or ERR_NO_MEMORY. look_fini: safe on a zeroed struct.
int look_init(struct look *l, struct store *store);
void look_fini(struct look *l);

// look_state: the state through the open transaction; rows that are read live in the arena.
struct state look_state(const struct look *l, struct arena *arena);

// look_at: calls look_cb with the state of the last turn, which is on the disk. May be called only
// between turns (!l->open). Rows are borrowed until look_cb returns, and none may be put or deleted.
// Returns what look_cb returns, or a store error.
int look_at(struct look *l, int (*look_cb)(struct state *s, void *arg), void *arg);

// look_undo: forgets the unpacked settings and rows after a turn was undone.
void look_undo(struct look *l);

#endif
