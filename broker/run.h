// run.h - a broker from its start to its end.
#ifndef HALLQ_RUN_H
#define HALLQ_RUN_H

#include "broker/broker.h"

// broker_start: starts a zeroed broker with its options and loop set. Returns 0, or the exit code,
// what is wrong having been said: then broker_stop, and let the loop run out.
int broker_start(struct broker *b);

// broker_stop: takes no more commands, ends and answers the turn at hand, closes all handles; the
// loop then runs out. Once.
void broker_stop(struct broker *b);

// broker_fini: after the loop ran out.
void broker_fini(struct broker *b);

#endif
