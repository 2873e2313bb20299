// parts.h - what a turn works with: parts of the broker that outlive it, and its own arena and time.
#ifndef HALLQ_TURN_PARTS_H
#define HALLQ_TURN_PARTS_H

#include "broker/jobs/work.h"
#include "broker/live/counters.h"
#include "broker/live/hall_time.h"
#include "broker/live/halls.h"
#include "broker/live/leases.h"
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
    // the turns' own
    struct contacts contacts;
    struct pace pace;
    struct code_maker codes; // of tickets, under the day keys of `seals`
    uint64_t epoch;          // as the store says
    uint64_t number;         // the last turn on the disk
    int stopped_by;          // writes are refused: ERR_DISK_FULL or ERR_MAP_FULL, else ERR_OK
    // the turn at hand
    struct arena arena;    // what is read and decided
    int64_t now_ms;        // hall time
    bool written;          // there is something to commit
    struct outcome *reads; // that have reserved memory for their answers, the newest first
};

// turn_parts_fini: frees what is the turns' own.
void turn_parts_fini(struct turn_parts *p);

// turn_apply: applies a decided record in the open turn, and notes it for whatever follows. Returns
// ERR_OK or a store error.
int turn_apply(struct turn_parts *p, struct state *s, Hallq__JournalRecord *record);

// turn_time_set: the store gets the turn's number and its time, in the open transaction. `last`: no
// later hall time will be told. Returns ERR_OK or a store error.
int turn_time_set(struct turn_parts *p, uint64_t number, bool last);

#endif
