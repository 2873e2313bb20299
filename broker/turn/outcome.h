// outcome.h - the result of a command or a finding in an attempt of its turn. All of it but the job
// lives in the turn's arena and ends with the attempt.
#ifndef HALLQ_OUTCOME_H
#define HALLQ_OUTCOME_H

#include "command.pb-c.h"
#include "record.pb-c.h"

struct job;

struct outcome {
    Hallq__Reply *reply;                    // NULL: there is none, or the reply comes later
    Hallq__JournalRecord *record;           // to be applied; NULL: nothing is written
    const Hallq__Refusal *recorded_refusal; // with a record: the reply, when a wrong PIN is counted
    bool look;                              // the record says only that a person looked
    bool again;                             // a retry of a command that was applied before
    struct job *new_job;                    // begins after the commit, and answers later
    // Of a read: the bytes reserved for its answer until it is sent, counted for the device.
    uint32_t device;
    uint32_t reserved_size;
    struct outcome *read_before;
};

#endif
