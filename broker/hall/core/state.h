// state.h - what a rule may look at: the tables of the open transaction, the turn's arena, and what is kept unpacked of
// them. Everything else is derived from these.
#ifndef HALLQ_STATE_H
#define HALLQ_STATE_H

#include "base/arena.h"
#include "base/table.h"

struct settings_cache;
struct row_cache;
struct trial;

struct state {
    struct tables *tables;
    struct arena *arena; // rows read and events decided live here, to the end of the turn
    struct settings_cache
        *settings;          // unpacked settings by hall; a copy of what TABLE_SETTINGS says
    struct row_cache *rows; // rows put, not in the tables yet; NULL: each goes there at once
    struct trial *trial;    // what is put now is taken back (trial.h); NULL: it stays
};

#endif
