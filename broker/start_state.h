// start_state.h - the store, the keys of customer data, and what is made of them: the turn, and what is
// kept in memory. Steps of a start; each returns 0, or the exit code, what is wrong having been said.
#ifndef HALLQ_START_STATE_H
#define HALLQ_START_STATE_H

#include "broker/broker.h"

// start_store: opens and verifies the data folder. start_state: after it, all that needs no socket.
int start_store(struct broker *b);
int start_state(struct broker *b);

// start_store_said: says that the store does not start for this error. Returns the exit code.
int start_store_said(const struct broker *b, int err);

#endif
