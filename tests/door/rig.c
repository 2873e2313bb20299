#include "tests/door/rig.h"

#include <string.h>
#include <unistd.h>
#include <zmq.h>

#include "broker/door/writable.h"

static void frame_cb(void *arg, const struct peer *peer, const char *user_id, const void *frame,
                     size_t frame_size) {
    struct rig *b = arg;
    b->frame_count++;
    b->frame_size = frame_size;
    strncpy(b->user_id, user_id ? user_id : "(none)", sizeof b->user_id - 1);
    router_send(&b->router, peer, 1, frame, frame_size);
}

static bool is_key(const struct keys *keys, const unsigned char public_key[NET_KEY_SIZE]) {
    unsigned char raw[NET_KEY_SIZE];
    zmq_z85_decode(raw, keys->public_key);
    return !memcmp(raw, public_key, NET_KEY_SIZE);
}

static bool allow_cb(void *arg, const struct zap_peer *peer, char ret_user_id[ZAP_USER_ID_SIZE]) {
    struct rig *b = arg;
    const unsigned char *public_key = peer->public_key;
    bool staff = !strcmp(peer->domain, NET_DOMAIN_STAFF);
    strncpy(b->address, peer->address, sizeof b->address - 1);
    if (is_key(&b->kiosk, public_key) && !b->kiosk_revoked)
        strcpy(ret_user_id, "kiosk");
    else if (is_key(&b->display, public_key) && !staff)
        strcpy(ret_user_id, "display");
    else if (is_key(&b->stranger, public_key) && b->stranger_known)
        strcpy(ret_user_id, "stranger");
    else
        return false;
    return true;
}

void rig_open(struct rig *b, bool keyed) {
    struct keys server;
    *b = (struct rig){0};
    uv_loop_init(&b->loop);
    writable_assume(true);
    net_init(&b->net);
    b->clients = zmq_ctx_new();
    zmq_ctx_set(b->clients, ZMQ_BLOCKY, 0);
    zmq_curve_keypair(server.public_key, server.secret_key);
    zmq_curve_keypair(b->kiosk.public_key, b->kiosk.secret_key);
    zmq_curve_keypair(b->display.public_key, b->display.secret_key);
    zmq_curve_keypair(b->stranger.public_key, b->stranger.secret_key);
    if (keyed) {
        b->net.keyed = true;
        memcpy(b->net.public_key, server.public_key, sizeof server.public_key);
        memcpy(b->net.secret_key, server.secret_key, sizeof server.secret_key);
    }
    zap_start(&b->zap, &b->net, &b->loop, allow_cb, b);
    router_start(&b->router, &b->net, &b->loop, "tcp://127.0.0.1:*", 64, frame_cb, b);
}

void rig_close(struct rig *b) {
    router_stop(&b->router, 0, NULL);
    broadcast_stop(&b->feed, NULL, NULL);
    zap_stop(&b->zap, NULL);
    uv_run(&b->loop, UV_RUN_DEFAULT);
    uv_loop_close(&b->loop);
    zmq_ctx_term(b->clients);
    net_fini(&b->net);
}

void *rig_client(struct rig *b, int type, const char *endpoint, const struct keys *keys) {
    int none = 0, handshake_ms = 500;
    void *socket = zmq_socket(b->clients, type);
    zmq_setsockopt(socket, ZMQ_LINGER, &none, sizeof none);
    zmq_setsockopt(socket, ZMQ_SNDHWM, &none, sizeof none); // no bound: subscriptions count too
    zmq_setsockopt(socket, ZMQ_HANDSHAKE_IVL, &handshake_ms, sizeof handshake_ms);
    if (keys) {
        zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, b->net.public_key, NET_KEY_TEXT_SIZE);
        zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, keys->public_key, NET_KEY_TEXT_SIZE);
        zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, keys->secret_key, NET_KEY_TEXT_SIZE);
    }
    if (type == ZMQ_SUB) {
        zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "w.", 2);
        zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "7.", 2);
    }
    zmq_connect(socket, endpoint);
    return socket;
}

void rig_turn(struct rig *b) {
    uv_run(&b->loop, UV_RUN_NOWAIT);
    usleep(500);
}

int rig_recv(struct rig *b, void *socket, char *to, size_t room, int ms) {
    uint64_t until_ns = uv_hrtime() + (uint64_t)ms * 1000000;
    while (uv_hrtime() < until_ns) {
        int size = zmq_recv(socket, to, room, ZMQ_DONTWAIT);
        if (size >= 0)
            return size;
        rig_turn(b);
    }
    return -1;
}

bool rig_served(struct rig *b, void *socket) {
    char answer[16];
    zmq_send(socket, "hello", 5, ZMQ_DONTWAIT);
    int size = rig_recv(b, socket, answer, sizeof answer, WAIT_MS);
    return size == 5 && !memcmp(answer, "hello", 5);
}
