// measures.h - the measures of today as leads see them, and what customers see of them.
#ifndef HALLQ_READ_MEASURES_H
#define HALLQ_READ_MEASURES_H

#include "broker/hall/core/rows.h"

// measures_show: sets the snapshot's lists of measures and offers, in the arena; `row` is the
// hall's. Returns ERR_OK or a store error.
int measures_show(struct state *s, uint32_t hall, const Hallq__HallRow *row,
                  Hallq__Snapshot *snapshot);

#endif
