// state.h - what a rule may look at: the tables of the open transaction, the turn's arena, and the
// caches of unpacked rows. Everything else is derived from these.
#ifndef HALLQ_STATE_H
#define HALLQ_STATE_H

#include "base/arena.h"
#include "base/table.h"

struct settings_cache;
struct row_cache;
struct newest;
struct trial;

struct state {
    struct tables *tables;
    struct arena *arena; // rows read and events decided live here, to the end of the turn
    struct settings_cache *settings; // unpacked settings by hall; a copy of TABLE_SETTINGS
    struct row_cache *rows; // rows put and not yet in the tables; NULL: each put goes there at once
    struct newest *newest;  // what TABLE_REQUEST does not hold; NULL: nothing is known of it
    struct trial *trial;    // puts are taken back at its end (trial.h); NULL: they stay
};

#endif
