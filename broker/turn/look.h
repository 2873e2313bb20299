// look.h - the halls' state as of the last turn: the store's tables with what is kept unpacked of them.
// The turn works on it while it is open; between turns anybody on the loop may look.
#ifndef HALLQ_LOOK_H
#define HALLQ_LOOK_H

#include "broker/hall/core/state.h"
#include "broker/store/store.h"

struct look {
    struct store *store;
    struct settings_cache *settings;
    struct row_cache *rows;
    bool open; // a turn has the store's transaction
};

// look_init: ERR_NO_MEMORY. look_fini: safe on a zeroed struct.
int look_init(struct look *l, struct store *store);
void look_fini(struct look *l);

// look_state: the state through the open transaction, what is read living in the arena.
struct state look_state(const struct look *l, struct arena *arena);

// look_at: calls look_cb with the state, on the disk already: state in, answer out. Only between
// turns (!l->open). Returns what look_cb returns, or a store error.
int look_at(struct look *l, int (*look_cb)(struct state *s, void *arg), void *arg);

// look_undo: a turn was undone: what was kept of it is forgotten.
void look_undo(struct look *l);

#endif
