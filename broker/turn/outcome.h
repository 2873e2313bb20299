// outcome.h - what a command or a finding comes to in an attempt of its turn. All of it lives in the
// turn's arena and ends with the attempt, but for the job.
#ifndef HALLQ_OUTCOME_H
#define HALLQ_OUTCOME_H

#include "command.pb-c.h"
#include "record.pb-c.h"

struct job;

struct outcome {
    Hallq__Reply *reply;                    // NULL: none, or it comes later
    Hallq__JournalRecord *record;           // to be applied; NULL: nothing is written
    const Hallq__Refusal *recorded_refusal; // with a record: a wrong PIN is counted
    bool look;                              // the record says that somebody looked, and no more
    bool again;                             // a retry of what was applied before
    struct job *new_job;                    // to be begun after the commit, which answers later
    // a read: what its answer takes until it is sent, counted for the device
    uint32_t device;
    uint32_t reserved_size;
    struct outcome *read_before;
};

#endif
