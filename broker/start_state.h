// start_state.h - the store, the keys of customer data, and the parts made from them: the turn, and
// the state kept in memory. Each step of a start returns 0, or the exit code after it has said what
// is wrong.
#ifndef HALLQ_START_STATE_H
#define HALLQ_START_STATE_H

#include "broker/broker.h"

// start_store: opens and verifies the data folder. start_state: then starts all parts that need no
// socket.
int start_store(struct broker *b);
int start_state(struct broker *b);

// start_store_said: says that the store does not start for this error. Returns the exit code.
int start_store_said(const struct broker *b, int err);

#endif
