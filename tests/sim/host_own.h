// host_own.h - what the files of the simulated broker share: its turns (host.c) and what is decided in them (host_item.c).
#ifndef HALLQ_SIM_HOST_OWN_H
#define HALLQ_SIM_HOST_OWN_H

#include "broker/store/store.h"
#include "tests/sim/faulty.h"
#include "tests/sim/host.h"

enum { INBOX = 128, ITEMS = 512, DEVICES = 64 };

// A request that waits for the next turn, or for a worker.
struct parcel {
    uint32_t who;
    bool worked;      // a worker has done its part:
    bool pin_matches; // of SignOn
    uint64_t mark;    // of waiting for a worker
    unsigned char *data;
    size_t size;
};

struct parcels {
    struct parcel list[INBOX];
    size_t count;
};

// Advice that was found for the hall of before, and waits to be decided.
struct found_advice {
    uint64_t alert;
    struct advice advice;
};

struct host {
    struct sim *sim;
    char folder[256];
    struct store *store;
    struct faulty faulty;
    struct state state;
    struct arena arena;
    bool up;
    uint64_t epoch;
    uint64_t turn;
    int64_t hall_ms;
    int64_t skew_ms; // wall clock - world
    uint64_t upto[FEED_COUNT];
    struct parcels inbox, works;
    uint64_t work_mark;
    int64_t heard_ms[DEVICES];
    uint32_t grown; // times that the map grew since the store was opened
    unsigned beats;
    bool look_at_leases;
    int64_t alerts_at_ms; // hall time of the next look for alerts
    struct found_advice found[ADVISED_MOST];
    size_t found_count;
    int64_t full_until_ms;
    uint64_t turn_mark;
    int64_t due_ms;     // when the next row is due, INT64_MAX none
    int64_t turn_at_ms; // when the next turn is, INT64_MAX none
    unsigned steps_to_crash;
    bool dies_unheard; // right after the commit
    bool fail_commit;
    int fail_err;
    struct turn_item items[ITEMS];
    size_t item_count;
    size_t works_before; // the turn
    bool redone;
};

// host_seq: the number of the last event of a hall in the open turn, 0 none.
uint64_t host_seq(struct host *h, uint32_t hall);

// item_add: the next item of the turn, in the host. item_apply: applies what was decided and says how far the hall has come.
struct turn_item *item_add(struct host *h, enum turn_item_kind kind);
int item_apply(struct host *h, struct turn_item *item);

// turn_looks: looks for alerts when it is time, and decides advice that was found. host_seek_advice: after a turn; the hall of
// now is copied, and the advice found for it waits for the next turn.
int turn_looks(struct host *h);
void host_seek_advice(struct host *h);

// item_of_parcel: reads, decides and applies a request, or hands it to a worker. All return ERR_OK or an error, after
// which the turn is undone.
int item_of_parcel(struct host *h, const struct parcel *p);

#endif
