// upgrade.h - writes the rows that an earlier version did not write. For the broker's start.
#ifndef HALLQ_UPGRADE_H
#define HALLQ_UPGRADE_H

#include <stdbool.h>
#include <stdint.h>

#include "broker/hall/core/state.h"

// hall_upgrade: writes the rows that the folder of an earlier version lacks: the numbers by their
// letters of tickets that are of today or open, the index of tickets on hold or inside the gap, and
// the due rows of tickets. A hall that has these rows is left alone; *ret_changed says whether rows
// were written. In the open transaction. Returns ERR_OK or a store error.
int hall_upgrade(struct state *s, uint32_t hall, bool *ret_changed);

// The layout of a hall that this version makes.
#define HALL_LAYOUT 2

#endif
