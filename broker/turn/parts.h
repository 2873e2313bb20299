// parts.h - the parts that a turn uses: those of the broker, which outlive it, its arena and time.
#ifndef HALLQ_TURN_PARTS_H
#define HALLQ_TURN_PARTS_H

#include "broker/jobs/work.h"
#include "broker/live/counters.h"
#include "broker/live/hall_time.h"
#include "broker/live/halls.h"
#include "broker/live/leases.h"
#include "broker/live/twins.h"
#include "broker/turn/contacts.h"
#include "broker/turn/inbox.h"
#include "broker/turn/look.h"
#include "broker/turn/outcome.h"
#include "broker/turn/pace.h"

struct turn_parts {
    struct store *store;
    struct seal_ring *seals;
    struct look *look;
    struct inbox *inbox;
    struct halls *halls;
    struct leases *leases;
    struct hall_time *time;
    struct counters *counters;
    struct router *router;
    struct work *work;
    const struct twins *twins;
    // Owned by the turns:
    struct contacts contacts;
    struct pace pace;
    struct code_maker codes; // makes the codes of tickets, under the day keys of `seals`
    uint64_t epoch;          // of the store
    uint64_t number;         // of the last turn on the disk
    int stopped_by;          // why writes are refused: ERR_DISK_FULL or ERR_MAP_FULL; else ERR_OK
    // Of the current turn:
    struct arena arena;    // rows that were read, records and replies
    int64_t now_ms;        // hall time
    bool written;          // there are changes to commit
    struct outcome *reads; // outcomes that reserved memory for their answers, the newest first
};

// turn_parts_fini: frees the parts that the turns own.
void turn_parts_fini(struct turn_parts *p);

// turn_apply: applies a decided record in the open turn, and notes it for publishing. Returns
// ERR_OK or a store error.
int turn_apply(struct turn_parts *p, struct state *s, Hallq__JournalRecord *record);

// turn_time_set: puts the turn's number and its time into the store, in the open transaction.
// `last`: no later hall time will be told. Returns ERR_OK or a store error.
int turn_time_set(struct turn_parts *p, uint64_t number, bool last);

#endif
