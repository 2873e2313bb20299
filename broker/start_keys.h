// start_keys.h - reads the server's key, or checks that the hall is to be without keys.
#ifndef HALLQ_START_KEYS_H
#define HALLQ_START_KEYS_H

#include "broker/broker.h"

// start_keys: a step of a start, after start_state. Returns 0, or the exit code after it has said
// what is wrong.
int start_keys(struct broker *b);

#endif
