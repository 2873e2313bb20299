// zap.h - who may connect: answers libzmq's question about each peer (RFC 27). Without a handler
// libzmq lets every key in, so it is bound before any socket, failing to is fatal, and it is closed
// after all of them. Without keys it lets in whoever comes by a handshake.
#ifndef HALLQ_ZAP_H
#define HALLQ_ZAP_H

#include "base/loop/uvz.h"
#include "broker/door/net.h"

#define ZAP_USER_ID_SIZE 64

#define ZAP_USER_OPEN "open" // everybody's user id on a broker without keys

// Who wants to enter. All borrowed.
struct zap_peer {
    const char *domain;  // one of NET_DOMAIN_*
    const char *address; // of its machine, empty over ipc
    const unsigned char *public_key;
};

// Whether the peer's key may enter; its user id, never empty, if so. The user id stands on every frame
// of the connection.
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

// zap_start: allow_cb is asked on a broker with keys. ERR_SYSTEM.
int zap_start(struct zap *z, const struct net *n, uv_loop_t *loop, zap_allow_cb allow_cb,
              void *arg);

// zap_stop: stopped_cb (may be NULL) from the loop, with zap_start's arg. Safe on a zeroed struct:
// then it is not called.
void zap_stop(struct zap *z, void (*stopped_cb)(void *arg));

#endif
