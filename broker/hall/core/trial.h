// trial.h - what a command of more than one step changes before its next step is decided, and takes
// back.
//
// While a trial is open, every put and del is applied to the rows at hand as always, and what stood there before is
// kept. trial_end puts that back, so that deciding has changed nothing: record_apply does it all once more, in one go.
#ifndef HALLQ_TRIAL_H
#define HALLQ_TRIAL_H

#include "base/err.h"
#include "broker/hall/core/row_cache.h"

// One row as it was before it was changed; in the turn's arena.
struct trial_kept {
    struct trial_kept *earlier;
    enum table table;
    struct key key;
    struct cached_row *cached;       // NULL: a row of the tables
    const ProtobufCMessage *message; // of a cached row; NULL: there was none
    bool there;                      // of a row of the tables; false: there was none
    struct bytes value;
};

struct trial {
    struct trial_kept *last;
};

// trial_begin: opens `t`, which lives until trial_end. Not while another is open.
void trial_begin(struct state *s, struct trial *t);

// trial_end: takes back what was changed since trial_begin. Returns ERR_OK or a store error, after which the turn must be undone.
int trial_end(struct state *s);

// trial_keep: before a row of the tables changes. trial_keep_cached: before one of the cache does, or is flushed.
// Both do nothing while no trial is open. Return ERR_OK or a store error.
int trial_keep(struct state *s, enum table table, struct key key);
void trial_keep_cached(struct state *s, struct cached_row *row);

#endif
