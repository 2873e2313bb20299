// rig.h - a loop with the broker's sockets on it and clients beside it, all in one thread:
// everything waits by turning the loop until a condition holds.
#ifndef HALLQ_TESTS_RIG_H
#define HALLQ_TESTS_RIG_H

#include <stdbool.h>

#include "broker/door/broadcast.h"
#include "broker/door/metrics.h"
#include "broker/door/router.h"
#include "broker/door/zap.h"

#define WAIT_MS 30000 // for what must come
#define QUIET_MS 300  // for what must not

struct keys {
    char public_key[NET_KEY_TEXT_SIZE];
    char secret_key[NET_KEY_TEXT_SIZE];
};

struct rig {
    uv_loop_t loop;
    struct net net;
    struct zap zap;
    struct router router;
    struct broadcast feed;
    void *clients; // their context
    struct keys kiosk, display, stranger;
    bool kiosk_revoked;
    bool stranger_known;
    // what the router's callback last saw
    int frame_count;
    char user_id[ZAP_USER_ID_SIZE];
    size_t frame_size;
    char address[64]; // of whom the key handler was last asked about
};

// rig_open: a ZAP handler, and a router that answers every frame with itself; with keys the handler
// knows the kiosk everywhere and the display everywhere but on the staff feed.
void rig_open(struct rig *b, bool keyed);
void rig_close(struct rig *b);

// rig_client: a connected socket of this type; keys NULL: the NULL mechanism.
void *rig_client(struct rig *b, int type, const char *endpoint, const struct keys *keys);

// rig_turn: one round of the loop.
void rig_turn(struct rig *b);

// RIG_WAIT: turns the loop until the condition holds, at most WAIT_MS.
#define RIG_WAIT(b, condition)                                                                     \
    for (uint64_t limit_ns = uv_hrtime() + WAIT_MS * UINT64_C(1000000);                            \
         !(condition) && uv_hrtime() < limit_ns;)                                                  \
    rig_turn(b)

// rig_recv: turns the loop until a message is there; -1 after ms.
int rig_recv(struct rig *b, void *socket, char *to, size_t room, int ms);

// rig_served: a request of this client is answered.
bool rig_served(struct rig *b, void *socket);

#endif
