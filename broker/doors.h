// doors.h - the sockets of a broker, opened and closed together with the key handler before them, and
// what the handler goes by: whose key it is, whether it is good and for which socket, and how many
// connections it made lately.
//
//     key handler ─▶ public feed ─▶ staff feed ─▶ metrics ─▶ commands        opened, and closed in reverse
//
// How often a key came is kept in memory on purpose: it is of no account after a restart.
#ifndef HALLQ_DOORS_H
#define HALLQ_DOORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bilingual.h"
#include "broker/door/broadcast.h"
#include "broker/door/metrics.h"
#include "broker/door/router.h"
#include "broker/door/zap.h"
#include "broker/live/devices.h"
#include "broker/live/hall_time.h"
#include "broker/live/halls.h"
#include "broker/options.h"

// libzmq does not say when a connection that sent nothing has ended, so what is bounded is how fast
// one key may make them. A terminal makes three, and each again when a line breaks; a gateway, or a
// program for many terminals, some dozens. With these a key alone needs four days, on record, for the
// 65,536 descriptors of a broker (packaging/hallqd.service).
#define DOORS_BURST 256     // at once
#define DOORS_EVERY_MS 5000 // and one more in this time

#define DOORS_TOLD_MAX 64         // addresses of which it is known when they were told of
#define DOORS_TELL_MS (60 * 1000) // a line of the log for each, at most
#define DOORS_ADDRESS_SIZE 48     // of an IPv6 address

struct door_told {
    char address[DOORS_ADDRESS_SIZE];
    int64_t at_ms;  // machine time, 0: never
    uint64_t count; // refused since
};

// What is behind the doors.
struct doors_user {
    uv_loop_t *loop;
    const struct options *options;
    struct devices *devices; // who may come in
    struct hall_time *time;
    router_frame_cb frame_cb;                 // a command has come
    size_t (*page_cb)(void *arg, char *page); // somebody asks for the page of counters
    void *arg;
};

struct doors {
    struct net net; // with the server's key, before doors_open
    struct zap zap;
    struct router router;
    struct broadcast feeds[FEED_COUNT]; // by enum feed
    struct metrics metrics;
    struct doors_user user;
    int64_t *full_at_ms; // by device: machine time when all of its burst is free again
    size_t open_count;   // sockets behind the key handler
    int64_t next_end_ms; // hall time: a key that is good for a while longer ends
    struct door_told told[DOORS_TOLD_MAX];
    uint64_t hurried_count; // connections refused for coming too fast
};

// doors_open: all sockets. 0, or an error and *ret_what, what it is about; ERR_DENIED: what was bound
// is not on this machine alone, and has to be; *ret_why says why. What is open is closed by
// doors_close.
int doors_open(struct doors *d, const struct doors_user *user, struct bilingual *ret_what,
               struct bilingual *ret_why);

// doors_close: answers under way get linger_ms. The key handler closes last: without it libzmq would
// let everybody in.
void doors_close(struct doors *d, int linger_ms);

// doors_fini: after the loop ran out. Safe on a zeroed struct.
void doors_fini(struct doors *d);

// doors_keys_changed: devices were read anew; `ended`: a key that was good is no more, so whoever
// follows a feed must show a key again.
void doors_keys_changed(struct doors *d, bool ended);

// doors_tick: each second.
void doors_tick(struct doors *d);

#endif
