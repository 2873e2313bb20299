// router.h - the socket of commands: frames in, frames out.
#ifndef HALLQ_ROUTER_H
#define HALLQ_ROUTER_H

#include <stdatomic.h>

#include "base/limit.h"
#include "base/loop/uvz.h"
#include "broker/door/net.h"

// Where a frame came from and an answer goes. A peer that connects anew is another one.
struct peer {
    unsigned char size;
    unsigned char id[255];
};

// One frame: user_id is what the ZAP handler said of its sender, never NULL. All borrowed.
typedef void (*router_frame_cb)(void *arg, const struct peer *peer, const char *user_id,
                                const void *frame, size_t frame_size);

struct router {
    struct uvz uvz;
    void *socket;
    char endpoint[NET_ENDPOINT_SIZE]; // where it really is
    router_frame_cb frame_cb;
    void *arg;
    int linger_ms;
    void (*stopped_cb)(void *arg);
    uint64_t in_count;                          // frames handed on
    uint64_t odd_count;                         // messages dropped, see router.c
    uint64_t out_count;                         // answers sent
    uint64_t unsent_count;                      // answers whose asker is gone or does not read
    _Atomic uint32_t unread[LIMIT_DEVICES + 1]; // bytes, see router_unread
};

// router_start: binds and listens; takes at most `budget` frames a loop round, none of them before
// this returns. ERR_BUSY, ERR_INVALID, ERR_SYSTEM.
int router_start(struct router *r, const struct net *n, uv_loop_t *loop, const char *endpoint,
                 int budget, router_frame_cb frame_cb, void *arg);

// router_send: one frame to a peer; never blocks. ERR_CLOSED: it is gone. ERR_AGAIN: it does not
// read. Its next try under the same key gets the answer. `device`: whom the frame counts for until
// it has left this process or its connection has ended; 0: nobody known.
int router_send(struct router *r, const struct peer *to, uint32_t device, const void *frame,
                size_t frame_size);

// router_unread: bytes sent to a device, over all its connections, that it has not taken yet, and
// what is reserved for it. libzmq bounds messages, not bytes, and each connection alone.
uint32_t router_unread(const struct router *r, uint32_t device);

// router_reserve: counts bytes for a device before they are sent, until router_release.
void router_reserve(struct router *r, uint32_t device, uint32_t size);
void router_release(struct router *r, uint32_t device, uint32_t size);

// router_budget: takes at most so many frames a loop round from now on.
void router_budget(struct router *r, int budget);

// router_pause: takes no more frames.
void router_pause(struct router *r);

// router_stop: closes; answers under way get linger_ms. stopped_cb (may be NULL) from the loop,
// with router_start's arg. Safe on a zeroed struct: then stopped_cb is not called.
void router_stop(struct router *r, int linger_ms, void (*stopped_cb)(void *arg));

#endif
