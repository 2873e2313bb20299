// io.c - the settings that every socket of a client has, and why (measured on libzmq 4.3.4):
//   IMMEDIATE        we queue a command, with a deadline; a dead connection never queues it
//   LINGER 0         closing never waits
//   HEARTBEAT        a half-open connection is dropped within 3 s; no TTL, which would make the
//                    broker keep a timer for each of its terminals (broker/door/socket.c)
//   RECONNECT_IVL    0.1 s, doubling up to 2 s, with libzmq's own jitter
//   HANDSHAKE_IVL    one second, so that a broker that hangs is left and tried again
//   MAXMSGSIZE       the largest reply or feed message; a larger one comes from a broken peer
//   IPV6             for an address in brackets, which libzmq otherwise takes for a name; names are
//                    looked up for IPv4
#include "io.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "base/limit.h"

#define IO_SOCKETS_MAX 16384 // four sockets for each of some thousand clients
#define IO_RECEIVE_MAX                                                                             \
    4000 // feed messages kept while the loop is busy; more are dropped and repaired

struct io {
    void *context;
    unsigned users;
};

struct io *io_create(void) {
    struct io *io = calloc(1, sizeof *io);
    if (!io)
        return NULL;
    io->context = zmq_ctx_new();
    if (!io->context) {
        free(io);
        return NULL;
    }
    zmq_ctx_set(io->context, ZMQ_MAX_SOCKETS, IO_SOCKETS_MAX);
    zmq_ctx_set(io->context, ZMQ_BLOCKY, 0);
    io->users = 1;
    return io;
}

struct io *io_share(struct io *io) {
    io->users++;
    return io;
}

void io_release(struct io *io) {
    if (!io || --io->users)
        return;
    zmq_ctx_term(io->context);
    free(io);
}

static bool number_set(void *socket, int option, int value) {
    return !zmq_setsockopt(socket, option, &value, sizeof value);
}

static bool limits_set(void *socket) {
    int64_t largest = LIMIT_REPLY_SIZE + 1024; // room for a topic
    return number_set(socket, ZMQ_LINGER, 0) && number_set(socket, ZMQ_IMMEDIATE, 1) &&
           number_set(socket, ZMQ_HEARTBEAT_IVL, 1000) &&
           number_set(socket, ZMQ_HEARTBEAT_TIMEOUT, 3000) &&
           number_set(socket, ZMQ_RECONNECT_IVL, 100) &&
           number_set(socket, ZMQ_RECONNECT_IVL_MAX, 2000) &&
           number_set(socket, ZMQ_CONNECT_TIMEOUT, 2000) &&
           number_set(socket, ZMQ_HANDSHAKE_IVL, 1000) &&
           number_set(socket, ZMQ_RCVHWM, IO_RECEIVE_MAX) &&
           !zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &largest, sizeof largest);
}

static bool keys_set(void *socket, const struct io_keys *keys) {
    if (!keys->server_key)
        return true;
    return !zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, keys->server_key,
                           strlen(keys->server_key)) &&
           !zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, keys->public_key,
                           strlen(keys->public_key)) &&
           !zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, keys->secret_key, strlen(keys->secret_key));
}

void *io_connect(struct io *io, int type, const struct io_keys *keys, const char *endpoint,
                 const char *monitor) {
    int events = ZMQ_EVENT_CONNECTED | ZMQ_EVENT_CONNECT_DELAYED | ZMQ_EVENT_CONNECT_RETRIED |
                 ZMQ_EVENT_CLOSED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED |
                 ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
                 ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL;
    void *socket = zmq_socket(io->context, type);
    if (!socket)
        return NULL;
    if (!limits_set(socket) || !keys_set(socket, keys))
        goto fail;
    if (strchr(endpoint, '[') && !number_set(socket, ZMQ_IPV6, 1))
        goto fail;
    if (monitor && zmq_socket_monitor(socket, monitor, events))
        goto fail;
    if (zmq_connect(socket, endpoint))
        goto fail;
    return socket;
fail:
    zmq_close(socket);
    return NULL;
}

void *io_monitor(struct io *io, const char *monitor) {
    void *socket = zmq_socket(io->context, ZMQ_PAIR);
    if (socket && number_set(socket, ZMQ_LINGER, 0) && !zmq_connect(socket, monitor))
        return socket;
    if (socket)
        zmq_close(socket);
    return NULL;
}
