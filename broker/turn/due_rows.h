// due_rows.h - what falls due, as the turn works it off: so many rows and so much time in a turn, the
// rest in the next. A row that fails is passed over for a while, so that it holds up no other.
#ifndef HALLQ_DUE_ROWS_H
#define HALLQ_DUE_ROWS_H

#include "broker/turn/parts.h"

struct due_rows {
    int64_t at_ms;            // hall time when the next row is due, INT64_MAX none
    struct due_passed passed; // rows that failed; the others fall due meanwhile
    bool paused;              // what is due cannot be looked at, or too much of it fails
    int64_t again_ms;         // monotonic: both end then
    size_t rotten_count;      // rows that cannot be read
    // the attempt at hand
    struct due_key deciding; // the row that is being decided
    bool at_hand;            // there is one
    struct due_key done;     // the last applied, which takes it away
    bool any_done;           // there is one
    int purges;              // of halls, by what was due
};

// due_rows_begin: an attempt of a turn begins. due_rows_run: decides and applies what is due, in the
// open transaction. due_rows_next: when the next row is due, before the commit; nothing is read while
// that failed, since what cannot be looked at must not undo the commands of a turn. Both return ERR_OK
// or a store error.
void due_rows_begin(struct due_rows *d);
int due_rows_run(struct due_rows *d, struct turn_parts *p, struct state *s);
int due_rows_next(struct due_rows *d, struct turn_parts *p, struct state *s);

// due_rows_pass: passes over the row that failed, or over all of them for a while if it is not a row's
// fault. due_rows_try_again: after that while they are tried again.
void due_rows_pass(struct due_rows *d, const struct turn_parts *p, int err);
void due_rows_try_again(struct due_rows *d);

// due_rows_failing: rows that are passed over, since they failed or are rotten.
size_t due_rows_failing(const struct due_rows *d);

#endif
