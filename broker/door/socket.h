// socket.h - listening sockets set up alike. For the files of this folder only.
#ifndef HALLQ_SOCKET_H
#define HALLQ_SOCKET_H

#include "broker/door/io_thread.h"
#include "broker/door/net.h"

struct socket_plan {
    int type;
    enum io_thread io_thread;
    const char *domain;  // ZAP domain, NET_DOMAIN_*
    int64_t size_max;    // bytes of an incoming message
    int send_max;        // messages kept for one slow peer
    int receive_max;     // messages taken ahead from one peer
    const char *welcome; // welcome message of an XPUB, NULL: none
};

// socket_bind: opens and binds a socket by the plan; the ZAP handler alone lets its peers in, with
// keys and without. ret_endpoint (NET_ENDPOINT_SIZE bytes) gets the address really bound. ERR_BUSY:
// the address is in use; ERR_INVALID: the text is no address, or is neither tcp nor ipc;
// ERR_NOT_FOUND: the address is not this machine's, or its folder is missing; ERR_DENIED,
// ERR_SYSTEM.
int socket_bind(const struct net *n, const struct socket_plan *plan, const char *endpoint,
                void **ret_socket, char *ret_endpoint);

// socket_close: gives sent messages linger_ms to leave. Nulls *socket; accepts a nulled pointer.
void socket_close(void **socket, int linger_ms);

#endif
