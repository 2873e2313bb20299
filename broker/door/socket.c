// socket.c - limits before the first byte: they are set before bind, so that they hold for every
// peer, also for a peer that never finishes the handshake.
#include "broker/door/socket.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <zmq.h>

#define HANDSHAKE_MS 1000 // a client that is refused for now tries again after this time
// The kernel lets go a peer whose machine is gone. libzmq's heartbeats would do so as well, but
// with each of their answers its I/O thread walks over the timers of all connections: 5,000 idle
// terminals kept the thread busy. A peer's own heartbeats are answered all the same.
//
// Thousands of silent connections that came together are probed in the same millisecond, and some
// probes are dropped on the way: when three unanswered probes ended a connection, about one in a
// hundred of 5,000 healthy peers was cut off. Hence nine.
#define KEEPALIVE_IDLE_S 3
#define KEEPALIVE_AGAIN_S 1
#define KEEPALIVE_COUNT 9
#define UNANSWERED_MS 12000   // the bound where a message is on its way to the peer
#define BACKLOG 1024          // all terminals of many halls come back at once after a restart
#define ZAP_ENFORCE_DOMAIN 93 // known to draft builds of libzmq 4.3.4; others refuse it

static int set_int(void *socket, int option, int value) {
    return zmq_setsockopt(socket, option, &value, sizeof value);
}

static int limits_set(void *socket, const struct socket_plan *plan) {
    uint64_t affinity = UINT64_C(1) << plan->io_thread;
    int failed = 0;
    failed |= zmq_setsockopt(socket, ZMQ_AFFINITY, &affinity, sizeof affinity);
    failed |= zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &plan->size_max, sizeof plan->size_max);
    failed |= set_int(socket, ZMQ_SNDHWM, plan->send_max);
    failed |= set_int(socket, ZMQ_RCVHWM, plan->receive_max);
    failed |= set_int(socket, ZMQ_LINGER, 0);
    failed |= set_int(socket, ZMQ_BACKLOG, BACKLOG);
    failed |= set_int(socket, ZMQ_TCP_KEEPALIVE, 1);
    failed |= set_int(socket, ZMQ_TCP_KEEPALIVE_IDLE, KEEPALIVE_IDLE_S);
    failed |= set_int(socket, ZMQ_TCP_KEEPALIVE_INTVL, KEEPALIVE_AGAIN_S);
    failed |= set_int(socket, ZMQ_TCP_KEEPALIVE_CNT, KEEPALIVE_COUNT);
    failed |= set_int(socket, ZMQ_TCP_MAXRT, UNANSWERED_MS);
    failed |= set_int(socket, ZMQ_HANDSHAKE_IVL, HANDSHAKE_MS);
    if (plan->type == ZMQ_ROUTER)
        failed |= set_int(socket, ZMQ_ROUTER_MANDATORY, 1);
    if (plan->welcome)
        failed |=
            zmq_setsockopt(socket, ZMQ_XPUB_WELCOME_MSG, plan->welcome, strlen(plan->welcome));
    return failed ? ERR_SYSTEM : ERR_OK;
}

// The domain is set without keys as well. It makes libzmq ask the handler about every peer, and
// refuse a peer that comes without a handshake, as a peer of its oldest protocol versions does: a
// web page could send bytes that look like such a peer's.
static int keys_set(const struct net *n, void *socket, const struct socket_plan *plan) {
    if (zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, plan->domain, strlen(plan->domain)))
        return ERR_SYSTEM;
    set_int(socket, ZAP_ENFORCE_DOMAIN, 1);
    if (n->keyed && (set_int(socket, ZMQ_CURVE_SERVER, 1) ||
                     zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, n->secret_key, NET_KEY_TEXT_SIZE)))
        return ERR_SYSTEM;
    return ERR_OK;
}

// The broker takes neither ws, which a browser speaks, nor any other transport that libzmq may have
// been built with.
static bool transport_ok(const char *endpoint) {
    return !strncmp(endpoint, "tcp://", 6) || !strncmp(endpoint, "ipc://", 6);
}

static int bind_to(void *socket, const char *endpoint, char *ret_endpoint) {
    size_t size = NET_ENDPOINT_SIZE;
    if (!transport_ok(endpoint))
        return ERR_INVALID;
    if (strchr(endpoint, '[') && set_int(socket, ZMQ_IPV6, 1))
        return ERR_SYSTEM;
    if (zmq_bind(socket, endpoint))
        return err_of_errno(errno);
    return zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, ret_endpoint, &size) ? ERR_SYSTEM : ERR_OK;
}

int socket_bind(const struct net *n, const struct socket_plan *plan, const char *endpoint,
                void **ret_socket, char *ret_endpoint) {
    void *socket = zmq_socket(n->context, plan->type);
    if (!socket)
        return ERR_SYSTEM;
    int err = limits_set(socket, plan);
    if (!err)
        err = keys_set(n, socket, plan);
    if (!err)
        err = bind_to(socket, endpoint, ret_endpoint);
    if (err)
        socket_close(&socket, 0);
    *ret_socket = socket;
    return err;
}

void socket_close(void **socket, int linger_ms) {
    if (!*socket)
        return;
    set_int(*socket, ZMQ_LINGER, linger_ms);
    zmq_close(*socket);
    *socket = NULL;
}
