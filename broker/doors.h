// doors.h - the sockets of a broker, opened and closed together with the key handler before them.
// The handler judges a key by its device, by whether the key is good and for which socket, and by
// how many connections the device made lately.
//
//     key handler ─▶ public, staff, lead feed ─▶ metrics ─▶ commands     opened; closed in reverse
//
// The count of a key's connections is kept in memory on purpose: it does not matter after a
// restart.
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

// libzmq does not say when a connection that sent nothing has ended, so the bound is on how fast
// one key may make connections. A terminal makes three, and each again when it breaks; a gateway,
// or a program for many terminals, makes some dozens. Within these bounds a single key needs four
// days, on record, to take the 65,536 descriptors of a broker (packaging/hallqd.service).
#define DOORS_BURST 256     // connections of a key at once
#define DOORS_EVERY_MS 5000 // a key may make one more connection each time this has passed

#define DOORS_TOLD_MAX 64         // refused addresses that are remembered
#define DOORS_TELL_MS (60 * 1000) // an address gets at most one log line in this time
#define DOORS_ADDRESS_SIZE 48     // room for an IPv6 address

// A refused address and the log line about it.
struct door_told {
    char address[DOORS_ADDRESS_SIZE];
    int64_t at_ms;  // machine time of the last line, 0: none yet
    uint64_t count; // connections refused since that line
};

// The parts behind the doors.
struct doors_user {
    uv_loop_t *loop;
    const struct options *options;
    struct devices *devices; // the keys that may come in
    struct hall_time *time;
    router_frame_cb frame_cb;                 // a command has come
    size_t (*page_cb)(void *arg, char *page); // a scraper asks for the page of counters
    void *arg;
};

struct doors {
    struct net net; // initialized before doors_open, with the server's key
    struct zap zap;
    struct router router;
    struct broadcast feeds[FEED_COUNT]; // by enum feed
    struct metrics metrics;
    struct doors_user user;
    int64_t *full_at_ms; // by device: machine time when all of its burst is free again
    size_t open_count;   // open sockets behind the key handler
    int64_t next_end_ms; // hall time when the next replaced key that is still good ends
    struct door_told told[DOORS_TOLD_MAX];
    uint64_t hurried_count; // connections refused for coming too fast
};

// doors_open: opens all sockets. Returns 0, or an error: *ret_what names the option or part that
// failed, *ret_why the reason; ERR_DENIED: an address may not be bound, or it can be reached from
// other machines and must not be. doors_close closes the sockets that are open, also after an
// error.
int doors_open(struct doors *d, const struct doors_user *user, struct bilingual *ret_what,
               struct bilingual *ret_why);

// doors_close: closes all sockets; answers under way get linger_ms. The key handler closes last:
// without it libzmq would let every key in.
void doors_close(struct doors *d, int linger_ms);

// doors_fini: frees everything, after the loop ran out. Safe on a zeroed struct.
void doors_fini(struct doors *d);

// doors_keys_changed: takes note that devices were read anew; `ended`: a key that was good has
// ended, so every follower of a feed must show a key again.
void doors_keys_changed(struct doors *d, bool ended);

// doors_tick: ends the keys whose time is up. The tick calls it each second.
void doors_tick(struct doors *d);

#endif
