// run.h - a broker from its start to its end.
#ifndef HALLQ_RUN_H
#define HALLQ_RUN_H

#include "broker/broker.h"

// broker_start: starts a zeroed broker with its options and loop set. Returns 0, or the exit code
// after it has said what is wrong: then the caller calls broker_stop and lets the loop run out.
int broker_start(struct broker *b);

// broker_stop: takes no more commands, ends and answers the current turn, closes all handles; the
// loop then runs out. A second call does nothing.
void broker_stop(struct broker *b);

// broker_fini: frees all parts, after the loop ran out.
void broker_fini(struct broker *b);

#endif
