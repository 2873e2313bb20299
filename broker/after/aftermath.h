// aftermath.h - what follows outside of the store once a turn is on the disk: keys that let in or
// no longer do, leases, the clock, sealed data whose keys go, a line in the log.
#ifndef HALLQ_AFTERMATH_H
#define HALLQ_AFTERMATH_H

#include "broker/broker.h"

// aftermath_turn: looks at the records of the turn just made durable. Ends the process when the disk
// fails, or when it cannot be known any more who may connect; a rotten row or a key that cannot be
// destroyed ends nothing.
void aftermath_turn(struct broker *b);

// aftermath_again: tries again to destroy the keys that could not be. Each second.
void aftermath_again(struct broker *b);

// aftermath_load: the same at a start, from the state as a whole. Returns ERR_OK or an error.
int aftermath_load(struct broker *b);

#endif
