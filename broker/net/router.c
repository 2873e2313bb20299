// router.c - a ROUTER socket: [peer][frame] in, [peer][frame] out. The User-Id is read from the
// payload frame: on the frame before it libzmq 4.3.4 loses it once ZMQ_EVENTS was asked.
#include "broker/net/router.h"

#include <errno.h>
#include <string.h>
#include <zmq.h>

#include "base/limit.h"
#include "broker/net/socket.h"

#define SEND_MAX 1024   // answers kept for one peer: as many requests as a client may have open
#define RECEIVE_MAX 128 // requests taken ahead from one peer; the rest waits in its own buffers

static const struct socket_plan plan = {
    .type = ZMQ_ROUTER,
    .io_thread = IO_COMMANDS,
    .domain = NET_DOMAIN_COMMANDS,
    .size_max = LIMIT_SETTINGS_SIZE,
    .send_max = SEND_MAX,
    .receive_max = RECEIVE_MAX,
};

static void rest_drop(void *socket) {
    zmq_msg_t part;
    do {
        zmq_msg_init(&part);
        if (zmq_msg_recv(&part, socket, ZMQ_DONTWAIT) < 0)
            break;
    } while (zmq_msg_more(&part) && !zmq_msg_close(&part));
    zmq_msg_close(&part);
}

static void frame_take(struct router *r, zmq_msg_t *id, zmq_msg_t *frame) {
    struct peer peer = {.size = (unsigned char)zmq_msg_size(id)};
    if (zmq_msg_more(frame) || zmq_msg_size(id) > sizeof peer.id) {
        if (zmq_msg_more(frame))
            rest_drop(r->socket);
        r->odd_count++;
        return;
    }
    memcpy(peer.id, zmq_msg_data(id), peer.size);
    r->in_count++;
    r->frame_cb(r->arg, &peer, zmq_msg_gets(frame, "User-Id"), zmq_msg_data(frame),
                zmq_msg_size(frame));
}

static bool in_cb(struct uvz *z) {
    struct router *r = z->data;
    zmq_msg_t id, frame;
    zmq_msg_init(&id);
    zmq_msg_init(&frame);
    bool taken = zmq_msg_recv(&id, r->socket, ZMQ_DONTWAIT) >= 0;
    if (taken && zmq_msg_more(&id) && zmq_msg_recv(&frame, r->socket, ZMQ_DONTWAIT) >= 0)
        frame_take(r, &id, &frame);
    else if (taken)
        r->odd_count++;
    zmq_msg_close(&frame);
    zmq_msg_close(&id);
    return taken;
}

int router_start(struct router *r, const struct net *n, uv_loop_t *loop, const char *endpoint,
                 int budget, router_frame_cb frame_cb, void *arg) {
    *r = (struct router){.frame_cb = frame_cb, .arg = arg};
    int err = socket_bind(n, &plan, endpoint, &r->socket, r->endpoint);
    if (err)
        return err;
    err = uvz_start(&r->uvz, loop, r->socket, budget, in_cb, r);
    if (err)
        socket_close(&r->socket, 0);
    return err;
}

int router_send(struct router *r, const struct peer *to, const void *frame, size_t frame_size) {
    int err = ERR_OK;
    if (zmq_send(r->socket, to->id, to->size, ZMQ_SNDMORE | ZMQ_DONTWAIT) < 0)
        err = errno == EAGAIN ? ERR_AGAIN : ERR_CLOSED;
    else if (zmq_send(r->socket, frame, frame_size, ZMQ_DONTWAIT) < 0)
        err = ERR_AGAIN;
    if (err)
        r->unsent_count++;
    else
        r->out_count++;
    return err;
}

void router_pause(struct router *r) {
    uvz_pause(&r->uvz);
}

static void uvz_stopped_cb(struct uvz *z) {
    struct router *r = z->data;
    socket_close(&r->socket, r->linger_ms);
    if (r->stopped_cb)
        r->stopped_cb(r->arg);
}

void router_stop(struct router *r, int linger_ms, void (*stopped_cb)(void *arg)) {
    r->linger_ms = linger_ms;
    r->stopped_cb = stopped_cb;
    uvz_stop(&r->uvz, uvz_stopped_cb);
}
