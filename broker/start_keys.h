// start_keys.h - the server's key, or that the hall is to be without keys.
#ifndef HALLQ_START_KEYS_H
#define HALLQ_START_KEYS_H

#include "broker/broker.h"

// start_keys: a step of a start, after the state. Returns 0, or the exit code, what is wrong having been
// said.
int start_keys(struct broker *b);

#endif
