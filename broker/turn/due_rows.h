// due_rows.h - decides due rows: in a turn at most LIMIT_TURN_DUE rows and for LIMIT_TURN_DUE_MS,
// the rest in the next. A row that fails is passed over for a while, so as to hold up no other.
#ifndef HALLQ_DUE_ROWS_H
#define HALLQ_DUE_ROWS_H

#include "broker/turn/parts.h"

struct due_rows {
    int64_t at_ms;            // hall time when the next row is due; INT64_MAX: there is none
    struct due_passed passed; // rows that failed and are passed over
    bool paused;              // the due rows cannot be read, or too many of them fail
    int64_t again_ms;         // monotonic: when the passed rows and the pause end
    size_t rotten_count;      // rows that cannot be read
    // Of the current attempt:
    struct due_key deciding; // the row that is being decided
    bool at_hand;            // `deciding` names a row
    struct due_key done;     // the last row that was applied, and so deleted
    bool any_done;           // `done` names a row
    int purges;              // purges of halls, and of cases, among the applied rows
};

// due_rows_begin: an attempt of a turn begins. due_rows_run: decides and applies the rows
// that are due, in the open transaction. due_rows_next: finds when the next row is due, before the
// commit; it reads nothing while `paused`, since unreadable due rows must not undo the commands of
// a turn. Both return ERR_OK or a store error.
void due_rows_begin(struct due_rows *d);
int due_rows_run(struct due_rows *d, struct turn_parts *p, struct state *s);
int due_rows_next(struct due_rows *d, struct turn_parts *p, struct state *s);

// due_rows_pass: passes over the row that failed, or pauses all rows if no single row is at fault.
// due_rows_try_again: tries passed and paused rows again once again_ms is over.
void due_rows_pass(struct due_rows *d, const struct turn_parts *p, int err);
void due_rows_try_again(struct due_rows *d);

// due_rows_failing: how many rows are passed over, since they failed or are rotten.
size_t due_rows_failing(const struct due_rows *d);

#endif
