// router.h - the socket of commands: frames in, frames out.
#ifndef HALLQ_ROUTER_H
#define HALLQ_ROUTER_H

#include "base/uvz.h"
#include "broker/net/net.h"

// Where a frame came from and an answer goes. A peer that connects anew is another one.
struct peer {
    unsigned char size;
    unsigned char id[255];
};

// One frame: user_id is what the ZAP handler said of its sender, NULL without keys. All borrowed.
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
    uint64_t in_count;     // frames handed on
    uint64_t odd_count;    // messages dropped: not one frame
    uint64_t out_count;    // answers sent
    uint64_t unsent_count; // answers whose asker is gone or does not read
};

// router_start: binds and listens; takes at most `budget` frames a loop round, none of them before
// this returns. ERR_BUSY, ERR_INVALID, ERR_SYSTEM.
int router_start(struct router *r, const struct net *n, uv_loop_t *loop, const char *endpoint,
                 int budget, router_frame_cb frame_cb, void *arg);

// router_send: one frame to a peer; never blocks. ERR_CLOSED: it is gone. ERR_AGAIN: it does not
// read. Its next try under the same key gets the answer.
int router_send(struct router *r, const struct peer *to, const void *frame, size_t frame_size);

// router_pause: takes no more frames.
void router_pause(struct router *r);

// router_stop: closes; answers under way get linger_ms. stopped_cb (may be NULL) from the loop,
// with router_start's arg. Safe on a zeroed struct: then stopped_cb is not called.
void router_stop(struct router *r, int linger_ms, void (*stopped_cb)(void *arg));

#endif
