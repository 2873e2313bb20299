// zap.c - the handler at inproc://zeromq.zap.01.
//
//     asked:    version, request id, domain, address, routing id, mechanism, public key (not by NULL)
//     answered: version, request id, status, text, user id, metadata
//
// A key that is not known, or was revoked, gets status 300 and not 400: after 400 libzmq's client
// never tries again by itself, after 300 it does, when the handshake's time is up.
#include "broker/door/zap.h"

#include <string.h>
#include <zmq.h>

#include "broker/door/socket.h"

#define ENDPOINT "inproc://zeromq.zap.01"
#define VERSION "1.0"
#define BUDGET 64
#define FRAME_MAX 256

enum {
    FRAME_VERSION,
    FRAME_REQUEST,
    FRAME_DOMAIN,
    FRAME_ADDRESS,
    FRAME_ROUTING_ID,
    FRAME_MECHANISM,
    FRAME_KEY,
    FRAME_COUNT
};

struct question {
    char text[FRAME_COUNT][FRAME_MAX + 1];
    size_t size[FRAME_COUNT];
    int frame_count;
};

static bool question_take(void *socket, struct question *q) {
    char spare[FRAME_MAX + 1] = "";
    int more = 1;
    size_t more_size = sizeof more;
    for (q->frame_count = 0; more; q->frame_count++) {
        bool fits = q->frame_count < FRAME_COUNT;
        char *to = fits ? q->text[q->frame_count] : spare;
        int size = zmq_recv(socket, to, FRAME_MAX, ZMQ_DONTWAIT);
        if (size < 0)
            return false;
        if (size > FRAME_MAX)
            size = FRAME_MAX;
        to[size] = 0;
        if (fits)
            q->size[q->frame_count] = (size_t)size;
        zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &more_size);
    }
    return true;
}

static bool key_allowed(struct zap *z, const struct question *q, char user_id[ZAP_USER_ID_SIZE]) {
    struct zap_peer peer = {q->text[FRAME_DOMAIN], q->text[FRAME_ADDRESS],
                            (const unsigned char *)q->text[FRAME_KEY]};
    return q->frame_count == FRAME_COUNT && !strcmp(q->text[FRAME_MECHANISM], "CURVE") &&
           q->size[FRAME_KEY] == NET_KEY_SIZE && z->allow_cb(z->arg, &peer, user_id) && user_id[0];
}

static bool question_allowed(struct zap *z, const struct question *q,
                             char user_id[ZAP_USER_ID_SIZE]) {
    if (strcmp(q->text[FRAME_VERSION], VERSION))
        return false;
    if (z->keyed)
        return key_allowed(z, q, user_id);
    strcpy(user_id, ZAP_USER_OPEN);
    return q->frame_count == FRAME_KEY && !strcmp(q->text[FRAME_MECHANISM], "NULL");
}

static void frame_send(void *socket, const char *data, size_t size, int flags) {
    zmq_send(socket, data, size, flags | ZMQ_DONTWAIT);
}

static bool in_cb(struct uvz *uvz) {
    struct zap *z = uvz->data;
    struct question q = {0};
    char user_id[ZAP_USER_ID_SIZE] = "";
    if (!question_take(z->socket, &q))
        return false;
    bool allowed = question_allowed(z, &q, user_id);
    if (allowed)
        z->allowed_count++;
    else
        z->refused_count++;
    frame_send(z->socket, VERSION, strlen(VERSION), ZMQ_SNDMORE);
    frame_send(z->socket, q.text[FRAME_REQUEST], q.size[FRAME_REQUEST], ZMQ_SNDMORE);
    frame_send(z->socket, allowed ? "200" : "300", 3, ZMQ_SNDMORE);
    frame_send(z->socket, "", 0, ZMQ_SNDMORE);
    frame_send(z->socket, user_id, allowed ? strlen(user_id) : 0, ZMQ_SNDMORE);
    frame_send(z->socket, "", 0, 0);
    return true;
}

int zap_start(struct zap *z, const struct net *n, uv_loop_t *loop, zap_allow_cb allow_cb,
              void *arg) {
    *z = (struct zap){.keyed = n->keyed, .allow_cb = allow_cb, .arg = arg};
    z->socket = zmq_socket(n->context, ZMQ_REP);
    if (!z->socket)
        return ERR_SYSTEM;
    int err = zmq_bind(z->socket, ENDPOINT) ? ERR_SYSTEM : ERR_OK;
    if (!err)
        err = uvz_start(&z->uvz, loop, z->socket, BUDGET, in_cb, z);
    if (err)
        socket_close(&z->socket, 0);
    return err;
}

static void uvz_stopped_cb(struct uvz *uvz) {
    struct zap *z = uvz->data;
    socket_close(&z->socket, 0);
    if (z->stopped_cb)
        z->stopped_cb(z->arg);
}

void zap_stop(struct zap *z, void (*stopped_cb)(void *arg)) {
    z->stopped_cb = stopped_cb;
    uvz_stop(&z->uvz, uvz_stopped_cb);
}
