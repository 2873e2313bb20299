// chore.h - the housekeeping after a day roll: one chain of tasks a hall, one task at a time, each
// in chunks of LIMIT_CHUNK_ROWS, a chunk to a record. The hall's row names the present task
// (chore, chore_at_ms), the task's due row says at which key it goes on.
#ifndef HALLQ_CHORE_H
#define HALLQ_CHORE_H

#include "broker/hall/core/change.h"

// chores_begin: starts the chain; a chain still under way from the day before is dropped, and the
// new chain goes over the rows that it left.
// closes_all: open tickets are closed though the settings carry them over. A hall that is spared
// (HallRow.spared_until_ms) closes its leftovers, folds and forgets nothing.
int chores_begin(struct change *c, bool closes_all);

// chore_go_on: lets the present task go on at this key. chore_done: begins the next task, if there
// is one.
int chore_go_on(struct change *c, const void *from_key, size_t from_key_size);
int chore_done(struct change *c);

#endif
