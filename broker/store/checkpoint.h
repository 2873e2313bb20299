// checkpoint.h - commits the turns that the redo log holds to the tables, and writes into the
// tables which log later turns may be in.
#ifndef HALLQ_STORE_CHECKPOINT_H
#define HALLQ_STORE_CHECKPOINT_H

#include "broker/store/inside.h"

// store_checkpoint_turn: commits all turns of the transaction, the open turn included. After an
// error the open turn is undone; the earlier turns are in the log.
int store_checkpoint_turn(struct store *s);

// store_checkpoint_all: between turns, commits the turns of the log, and the number of the log that
// the tables name.
int store_checkpoint_all(struct store *s);

// store_checkpoint_open: opens a transaction and does all turns of the log again in it.
int store_checkpoint_open(struct store *s);

// store_checkpoint_start: before the first turn, commits the turns that the log held when it was
// opened, and gives the log a number of this run.
int store_checkpoint_start(struct store *s);

// store_checkpoint_close: after the last turn, writes into the tables that no log is needed any
// more. Without this call the log keeps its turns.
void store_checkpoint_close(struct store *s);

#endif
