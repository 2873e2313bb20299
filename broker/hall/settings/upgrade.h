// upgrade.h - what rows an earlier version did not write. For the broker's start.
#ifndef HALLQ_UPGRADE_H
#define HALLQ_UPGRADE_H

#include <stdbool.h>
#include <stdint.h>

#include "broker/hall/core/state.h"

// hall_upgrade: writes what the folder of an earlier version lacks: the numbers by their letters of
// tickets that are of today or open, the index of those on hold or inside the gap, and what is due of a ticket. A hall that has them is left
// alone; *ret_changed says which. In the open transaction. Returns ERR_OK or a store error.
int hall_upgrade(struct state *s, uint32_t hall, bool *ret_changed);

// The layout of a hall this version begins.
#define HALL_LAYOUT 2

#endif
