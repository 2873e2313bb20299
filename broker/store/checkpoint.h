// checkpoint.h - commits the turns that the redo log holds to the tables, and says in the tables which
// log later turns may be in.
#ifndef HALLQ_STORE_CHECKPOINT_H
#define HALLQ_STORE_CHECKPOINT_H

#include "broker/store/inside.h"

// Pages a checkpoint may write, about: 16 MiB, far below where LMDB spills (130,000).
#define STORE_DIRTY_PAGES_MAX 4096

// store_checkpoint_turn: commits what the transaction holds, the turn at hand included. After an error that turn
// is undone, the earlier ones are in the log.
int store_checkpoint_turn(struct store *s);

// store_checkpoint_all: between turns, commits what the log holds, and which log is named.
int store_checkpoint_all(struct store *s);

// store_checkpoint_open: opens a transaction that holds all turns the log has.
int store_checkpoint_open(struct store *s);

// store_checkpoint_start: before the first turn, takes in what the log held when it was opened, and gives the
// log a number of this run.
int store_checkpoint_start(struct store *s);

// store_checkpoint_close: after the last turn, says that no log is needed any more; without it, the log keeps
// all.
void store_checkpoint_close(struct store *s);

#endif
