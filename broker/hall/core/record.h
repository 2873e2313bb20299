// record.h - a journal record, applied: the only way state changes.
#ifndef HALLQ_RECORD_H
#define HALLQ_RECORD_H

#include "broker/hall/core/state.h"
#include "record.pb-c.h"

// record_apply: applies a record whole: its events, its sealed rows, the remembered request, the
// hall's sequence number, and the record itself in the journal. Numbers the record (first_seq,
// last_seq, each event's seq and at_ms) if first_seq is 0; a numbered record must continue the
// hall's sequence (else ERR_CORRUPT). Returns ERR_OK or a store error.
int record_apply(struct state *s, Hallq__JournalRecord *record);

// record_step: applies the events of an unfinished record from index `from` on, in a trial
// (trial.h).
int record_step(struct state *s, const Hallq__JournalRecord *record, size_t from);

#endif
