// lost.h - settings that cannot be read.
#ifndef HALLQ_LOST_H
#define HALLQ_LOST_H

#include "broker/hall/core/state.h"
#include "settings.pb-c.h"

// settings_stand_in: in place of settings that cannot be read, the services, counters and people that
// the hall has rows of, in the arena: their numbers, nothing else.
int settings_stand_in(struct state *s, uint32_t hall, const Hallq__HallSettings **ret);

#endif
