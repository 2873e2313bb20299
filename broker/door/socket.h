// socket.h - listening sockets set up alike. For the files of this folder only.
#ifndef HALLQ_SOCKET_H
#define HALLQ_SOCKET_H

#include "broker/door/io_thread.h"
#include "broker/door/net.h"

struct socket_plan {
    int type;
    enum io_thread io_thread;
    const char *domain;  // ZAP
    int64_t size_max;    // of a message that comes in
    int send_max;        // messages kept for one slow peer
    int receive_max;     // messages taken ahead from one peer
    const char *welcome; // of an XPUB, NULL none
};

// socket_bind: a socket by the plan, bound; its peers are let in by the ZAP handler alone, with keys
// and without. ret_endpoint, of NET_ENDPOINT_SIZE: where it really is. ERR_BUSY: the address is in use;
// ERR_INVALID: it cannot be one, or is neither tcp nor ipc; ERR_SYSTEM.
int socket_bind(const struct net *n, const struct socket_plan *plan, const char *endpoint,
                void **ret_socket, char *ret_endpoint);

// socket_close: what was sent gets linger_ms to leave. Nulls *socket; accepts a nulled pointer.
void socket_close(void **socket, int linger_ms);

#endif
