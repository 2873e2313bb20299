// broker.h - the parts of a running broker. Each file uses the parts it needs; broker.c makes and
// ends them.
#ifndef HALLQ_BROKER_H
#define HALLQ_BROKER_H

#include <uv.h>

#include "broker/door/broadcast.h"
#include "broker/door/metrics.h"
#include "broker/door/router.h"
#include "broker/door/zap.h"
#include "broker/doors.h"
#include "broker/jobs/work.h"
#include "broker/live/counters.h"
#include "broker/live/devices.h"
#include "broker/live/hall_time.h"
#include "broker/live/halls.h"
#include "broker/live/leases.h"
#include "broker/live/presence.h"
#include "broker/options.h"
#include "broker/port_file.h"
#include "broker/seal/seal.h"
#include "broker/store/store.h"
#include "broker/turn/buckets.h"
#include "broker/turn/contacts.h"
#include "broker/turn/turn.h"

struct broker {
    struct options options;
    struct port_file port_file;
    uv_loop_t *loop;
    // state
    struct store *store;
    struct seal_ring *seals;
    struct settings_cache *settings;
    struct row_cache *rows;
    struct code_maker codes; // of tickets, under the day keys of `seals`
    uint64_t epoch;
    enum store_keys keys; // as the store says
    struct hall_time time;
    int64_t zones_day; // of hall time, on which the halls' zones were last compared with the law
    // sockets
    struct net net;
    struct zap zap;
    struct router router;
    struct broadcast feeds[FEED_COUNT]; // by enum feed
    struct metrics metrics;
    struct doors doors;
    // derived
    struct devices devices;
    struct leases leases;
    struct presences presences;
    struct halls halls;
    struct counters counters;
    struct buckets buckets;     // of devices
    struct buckets web_buckets; // of web sessions
    struct contacts contacts;
    size_t purges_failing;             // halls with keys that could not be destroyed
    struct hall *purge_next;           // the first that was not tried again, NULL: all were
    int64_t purge_again_ms;            // monotonic: when that is tried again
    uint64_t unread_said[TABLE_COUNT]; // rows passed over, as the log says (unread.h)
    int64_t unread_again_ms;           // monotonic: when it says more
    // doing
    struct turn turn;
    struct work work;
    uv_timer_t tick;
    uv_timer_t waits_timer;
    uv_timer_t watchdog;
    uv_signal_t signals[2];
    bool handles_open; // the timers and signals above
    bool stopping;
};

// broker_start: starts a zeroed broker with its options and loop set. Returns 0, or the exit code,
// what is wrong having been said: then broker_stop, and let the loop run out.
int broker_start(struct broker *b);

// broker_stop: takes no more commands, ends and answers the turn at hand, closes all handles; the
// loop then runs out. Once.
void broker_stop(struct broker *b);

// broker_fini: after the loop ran out.
void broker_fini(struct broker *b);

#endif
