// follow.h - whether the waits of a hall are followed and forecast.
#ifndef HALLQ_WAIT_FOLLOW_H
#define HALLQ_WAIT_FOLLOW_H

#include <stdbool.h>

#include "broker/hall/core/change.h"

// forecasts: whether these settings want forecasts; else waits are told by the rule of thumb. In the
// settings of an earlier version nothing is said of it, and there are forecasts.
bool forecasts(const Hallq__HallSettings *settings);

// follows: whether the event being applied is learnt from. Not in a trial, which is taken back and
// whose next steps look at nothing that is learnt; nor in a hall without forecasts.
bool follows(struct change *c);

#endif
