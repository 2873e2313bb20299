// zap.h - who may connect: answers libzmq's question about each key (RFC 27). Without a handler
// libzmq lets every key in, so it is bound before any socket and failing to is fatal.
#ifndef HALLQ_ZAP_H
#define HALLQ_ZAP_H

#include "base/uvz.h"
#include "broker/net/net.h"

#define ZAP_USER_ID_SIZE 64

// Whether the key may enter the domain (one of NET_DOMAIN_*); its user id, never empty, if so. The
// user id stands on every frame of the connection.
typedef bool (*zap_allow_cb)(void *arg, const char *domain,
                             const unsigned char public_key[NET_KEY_SIZE],
                             char ret_user_id[ZAP_USER_ID_SIZE]);

struct zap {
    struct uvz uvz;
    void *socket;
    zap_allow_cb allow_cb;
    void *arg;
    void (*stopped_cb)(void *arg);
    uint64_t allowed_count;
    uint64_t refused_count;
};

// zap_start: ERR_SYSTEM.
int zap_start(struct zap *z, const struct net *n, uv_loop_t *loop, zap_allow_cb allow_cb,
              void *arg);

// zap_stop: stopped_cb (may be NULL) from the loop, with zap_start's arg. Safe on a zeroed struct:
// then it is not called.
void zap_stop(struct zap *z, void (*stopped_cb)(void *arg));

#endif
