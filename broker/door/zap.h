// zap.h - the key handler: it answers libzmq's question whether a peer may connect (RFC 27).
// Without a handler libzmq lets every key in, so the handler is bound before any socket, a failure
// to bind it is fatal, and it is closed after all sockets. Without keys it lets in every peer that
// comes by a handshake.
#ifndef HALLQ_ZAP_H
#define HALLQ_ZAP_H

#include "base/loop/uvz.h"
#include "broker/door/net.h"

#define ZAP_USER_ID_SIZE 64

#define ZAP_USER_OPEN "open" // user id of every peer on a broker without keys

// A peer that wants to enter. All borrowed.
struct zap_peer {
    const char *domain;  // one of NET_DOMAIN_*
    const char *address; // address of the peer's machine, empty over ipc
    const unsigned char *public_key;
};

// Returns whether the peer's key may enter, and then its user id, never empty. The user id stands
// on every frame of the connection.
typedef bool (*zap_allow_cb)(void *arg, const struct zap_peer *peer,
                             char ret_user_id[ZAP_USER_ID_SIZE]);

struct zap {
    struct uvz uvz;
    void *socket;
    bool keyed;
    zap_allow_cb allow_cb;
    void *arg;
    void (*stopped_cb)(void *arg);
    uint64_t allowed_count;
    uint64_t refused_count;
};

// zap_start: binds the handler, which asks allow_cb on a broker with keys. ERR_SYSTEM.
int zap_start(struct zap *z, const struct net *n, uv_loop_t *loop, zap_allow_cb allow_cb,
              void *arg);

// zap_stop: closes the handler; the loop then calls stopped_cb (may be NULL) with zap_start's arg.
// Safe on a zeroed struct: then stopped_cb is not called.
void zap_stop(struct zap *z, void (*stopped_cb)(void *arg));

#endif
