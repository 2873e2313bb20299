// snapshot.h - a hall as of its last event.
#ifndef HALLQ_HALL_SNAPSHOT_H
#define HALLQ_HALL_SNAPSHOT_H

#include "base/visible.h"
#include "broker/hall/core/state.h"

// snapshot_make: makes the state of a hall as of its last event, with the wait figures, in the
// arena. Its size is bounded.
int snapshot_make(struct state *s, int64_t now_ms, uint32_t hall, enum feed feed,
                  Hallq__Snapshot **ret);

// wait_figures_make: makes the live wait figures of all services of a hall, in the arena.
int wait_figures_make(struct state *s, int64_t now_ms, uint32_t hall, Hallq__WaitFigures **ret);

#endif
