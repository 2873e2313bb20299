// router.c - a ROUTER socket: [peer][frame] in, [peer][frame] out. The User-Id is read from the
// payload frame: libzmq 4.3.4 loses it on the frame before once ZMQ_EVENTS was asked.
//
// The router drops a message that is not one frame, a message of a peer that the ZAP handler did
// not let in, and a message under a routing id that the peer claimed. Clients of ours claim no id,
// and then libzmq makes an id up: five bytes, the first of them 0. A peer that claims an id could
// pass for the peer that had it.
//
// An outgoing frame is a parcel: libzmq says from its own thread when it is done with a parcel, so
// that the bytes of each device that are still here are known.
#include "broker/door/router.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "base/limit.h"
#include "broker/door/socket.h"

#define SEND_MAX 1024   // answers kept for one peer: as many requests as a client may have open
#define RECEIVE_MAX 128 // requests taken ahead from one peer; more wait in the peer's buffers
#define UNREAD_MAX (LIMIT_UNREAD_SIZE + LIMIT_REPLY_SIZE) // the last answer may go over
#define ID_SIZE 5       // bytes of a routing id that libzmq makes up
#define PARCEL_COST 192 // bytes beside the frame: here and in libzmq

struct parcel {
    _Atomic uint32_t *unread;
    uint32_t cost;
    unsigned char frame[];
};

static const struct socket_plan plan = {
    .type = ZMQ_ROUTER,
    .io_thread = IO_COMMANDS,
    .domain = NET_DOMAIN_COMMANDS,
    .size_max = LIMIT_FRAME_SIZE,
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

// A claimed id in libzmq's own form cannot be told from an id that libzmq made up.
static bool id_claimed(zmq_msg_t *id, zmq_msg_t *frame) {
    const unsigned char *bytes = zmq_msg_data(id);
    const char *claimed = zmq_msg_gets(frame, "Identity");
    return zmq_msg_size(id) != ID_SIZE || bytes[0] != 0 || (claimed && *claimed);
}

static void frame_take(struct router *r, zmq_msg_t *id, zmq_msg_t *frame) {
    struct peer peer = {.size = ID_SIZE};
    const char *user_id = zmq_msg_gets(frame, "User-Id");
    if (zmq_msg_more(frame)) {
        rest_drop(r->socket);
        r->odd_count++;
        return;
    }
    if (!user_id || !*user_id || id_claimed(id, frame)) {
        r->odd_count++;
        return;
    }
    memcpy(peer.id, zmq_msg_data(id), peer.size);
    r->in_count++;
    r->frame_cb(r->arg, &peer, user_id, zmq_msg_data(frame), zmq_msg_size(frame));
    explicit_bzero(zmq_msg_data(frame), zmq_msg_size(frame)); // the frame may hold a PIN
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

// ---------------------------------------------------------------- out

static uint32_t slot_of(uint32_t device) {
    return device <= LIMIT_DEVICES ? device : 0;
}

uint32_t router_unread(const struct router *r, uint32_t device) {
    return atomic_load(&r->unread[slot_of(device)]);
}

void router_reserve(struct router *r, uint32_t device, uint32_t size) {
    atomic_fetch_add(&r->unread[slot_of(device)], size);
}

void router_release(struct router *r, uint32_t device, uint32_t size) {
    atomic_fetch_sub(&r->unread[slot_of(device)], size);
}

static void parcel_free_cb(void *frame, void *parcel) {
    struct parcel *p = parcel;
    (void)frame;
    atomic_fetch_sub(p->unread, p->cost);
    free(p);
}

// Makes a message that owns its parcel.
static int parcel_make(struct router *r, uint32_t device, const void *frame, size_t frame_size,
                       zmq_msg_t *ret) {
    struct parcel *p = malloc(sizeof *p + frame_size);
    if (!p)
        return ERR_NO_MEMORY;
    p->unread = &r->unread[slot_of(device)];
    p->cost = (uint32_t)frame_size + PARCEL_COST;
    memcpy(p->frame, frame, frame_size);
    if (zmq_msg_init_data(ret, p->frame, frame_size, parcel_free_cb, p)) {
        free(p);
        return ERR_NO_MEMORY;
    }
    atomic_fetch_add(p->unread, p->cost);
    return ERR_OK;
}

static int frame_give(struct router *r, const struct peer *to, zmq_msg_t *frame) {
    if (zmq_send(r->socket, to->id, to->size, ZMQ_SNDMORE | ZMQ_DONTWAIT) < 0)
        return errno == EAGAIN ? ERR_AGAIN : ERR_CLOSED;
    return zmq_msg_send(frame, r->socket, ZMQ_DONTWAIT) < 0 ? ERR_AGAIN : ERR_OK;
}

int router_send(struct router *r, const struct peer *to, uint32_t device, const void *frame,
                size_t frame_size) {
    zmq_msg_t message;
    int err = router_unread(r, device) > UNREAD_MAX ? ERR_AGAIN : ERR_OK;
    if (!err)
        err = parcel_make(r, device, frame, frame_size, &message);
    if (!err && (err = frame_give(r, to, &message)))
        zmq_msg_close(&message);
    uvz_used(&r->uvz);
    if (err)
        r->unsent_count++;
    else
        r->out_count++;
    return err;
}

void router_budget(struct router *r, int budget) {
    r->uvz.budget = budget;
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
