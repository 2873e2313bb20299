// invariant.h - what no hall may ever do, whatever its rules: seen from the events alone, without
// the model.
#ifndef HALLQ_SIM_INVARIANT_H
#define HALLQ_SIM_INVARIANT_H

#include "record.pb-c.h"
#include "tests/sim/sim.h"

struct invariant;

struct invariant *invariant_create(void);
void invariant_destroy(struct invariant *v);

// invariant_look: the next committed record. The checks: `sequence` (1, 2, 3, ... in each hall),
// `number` (once a day and service), `life` (a ticket is issued once, is in at most one line or at
// one counter, and ends), `counter` (holds at most one ticket).
void invariant_look(struct sim *s, struct invariant *v, const Hallq__JournalRecord *record);

#endif
