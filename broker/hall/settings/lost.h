// lost.h - settings that cannot be read.
#ifndef HALLQ_LOST_H
#define HALLQ_LOST_H

#include "broker/hall/core/state.h"
#include "settings.pb-c.h"

// settings_stand_in: makes settings in place of those that cannot be read, in the arena: the
// numbers, and nothing else, of the services, counters and people of which the hall has rows.
int settings_stand_in(struct state *s, uint32_t hall, const Hallq__HallSettings **ret);

#endif
