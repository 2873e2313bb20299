// replay.h - recorded days through the forecast: one pass, in the order in which it happened.
#ifndef HALLQ_WAITS_REPLAY_H
#define HALLQ_WAITS_REPLAY_H

#include "bench/waits/hall.h"

// What is told of each call: whom was told hall->given[ticket] has waited so long.
typedef void (*replay_called_cb)(void *context, const struct hall *hall, uint32_t ticket,
                                 double waited_s);

// replay_run: calls back at each call, after the forecast was given and before it learns of the wait.
void replay_run(struct hall *hall, replay_called_cb called, void *context);

#endif
