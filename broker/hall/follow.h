// follow.h - what follows from the events of a record, in the same record.
#ifndef HALLQ_FOLLOW_H
#define HALLQ_FOLLOW_H

#include "broker/hall/core/deciding.h"

// record_follow: emits what the wings of the rules make of the record's events so far. Runs after
// every rule, and after each step of a rule that has steps. Returns ERR_OK or a store error.
int record_follow(struct deciding *d);

#endif
