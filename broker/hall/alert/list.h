// list.h - the alerts of a hall, for its snapshot and its list.
#ifndef HALLQ_ALERT_LIST_H
#define HALLQ_ALERT_LIST_H

#include "broker/hall/core/rows.h"

// alerts_open: the open alerts by their number, at most LIMIT_ALERTS, in the arena. A row that cannot be
// read is passed over.
int alerts_open(struct state *s, uint32_t hall, Hallq__Alert ***ret, size_t *ret_count);

#endif
