// trial.h - the changes of a command of more than one step: made before its next step is decided,
// and taken back at its end.
//
// While a trial is open, every put and del is applied to the rows as always, and the row's earlier
// value is kept. trial_end puts the earlier values back, so that deciding has changed nothing:
// record_apply makes all the changes once more, in one go.
#ifndef HALLQ_TRIAL_H
#define HALLQ_TRIAL_H

#include "base/err.h"
#include "broker/hall/core/row_cache.h"

// A row as it was before a change; in the turn's arena.
struct trial_kept {
    struct trial_kept *earlier;
    enum table table;
    struct key key;
    struct cached_row *cached;       // NULL: a row of the tables
    const ProtobufCMessage *message; // of a cached row; NULL: there was no row
    bool there;                      // of a row of the tables; false: there was no row
    struct bytes value;
};

struct trial {
    struct trial_kept *last;
};

// trial_begin: opens `t`, which lives until trial_end. Not while another trial is open.
void trial_begin(struct state *s, struct trial *t);

// trial_end: takes back the changes made since trial_begin. Returns ERR_OK or a store error, after
// which the turn must be undone.
int trial_end(struct state *s);

// trial_keep: keeps a row of the tables before it changes. trial_keep_cached: keeps a row of the
// cache before it changes or is flushed. Both do nothing while no trial is open. trial_keep returns
// ERR_OK or a store error.
int trial_keep(struct state *s, enum table table, struct key key);
void trial_keep_cached(struct state *s, struct cached_row *row);

#endif
