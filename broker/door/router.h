// router.h - the socket of commands: frames in, frames out.
#ifndef HALLQ_ROUTER_H
#define HALLQ_ROUTER_H

#include <stdatomic.h>

#include "base/limit.h"
#include "base/loop/uvz.h"
#include "broker/door/net.h"

// The connection that a frame came from and an answer goes to. A client that connects anew is
// another peer.
struct peer {
    unsigned char size;
    unsigned char id[255];
};

// Takes one frame; user_id is the user id that the ZAP handler gave its sender, never NULL. All
// borrowed.
typedef void (*router_frame_cb)(void *arg, const struct peer *peer, const char *user_id,
                                const void *frame, size_t frame_size);

struct router {
    struct uvz uvz;
    void *socket;
    char endpoint[NET_ENDPOINT_SIZE]; // the address really bound
    router_frame_cb frame_cb;
    void *arg;
    int linger_ms;
    void (*stopped_cb)(void *arg);
    uint64_t in_count;                          // frames handed on
    uint64_t odd_count;                         // messages dropped, see router.c
    uint64_t out_count;                         // answers sent
    uint64_t unsent_count;                      // answers to a peer that is gone or does not read
    _Atomic uint32_t unread[LIMIT_DEVICES + 1]; // bytes by device, see router_unread
};

// router_start: binds and listens; takes at most `budget` frames a loop round, and none before it
// returns. Errors as of broadcast_start.
int router_start(struct router *r, const struct net *n, uv_loop_t *loop, const char *endpoint,
                 int budget, router_frame_cb frame_cb, void *arg);

// router_send: sends one frame to a peer; never blocks. ERR_CLOSED: the peer is gone. ERR_AGAIN:
// the peer does not read; the answer is given to its next try with the same session and number. The
// frame counts for `device` until it has left this process or its connection has ended; 0: the
// device is not known.
int router_send(struct router *r, const struct peer *to, uint32_t device, const void *frame,
                size_t frame_size);

// router_unread: returns the bytes sent to a device, over all its connections, that it has not
// taken yet, and the bytes reserved for it. libzmq bounds messages, not bytes, and each connection
// by itself.
uint32_t router_unread(const struct router *r, uint32_t device);

// router_reserve: counts bytes for a device before they are sent, until router_release.
void router_reserve(struct router *r, uint32_t device, uint32_t size);
void router_release(struct router *r, uint32_t device, uint32_t size);

// router_budget: takes at most `budget` frames a loop round from now on.
void router_budget(struct router *r, int budget);

// router_pause: takes no more frames.
void router_pause(struct router *r);

// router_stop: closes the socket; answers under way get linger_ms. The loop then calls stopped_cb
// (may be NULL) with router_start's arg. Safe on a zeroed struct: then stopped_cb is not called.
void router_stop(struct router *r, int linger_ms, void (*stopped_cb)(void *arg));

#endif
