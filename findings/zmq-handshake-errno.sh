#!/usr/bin/env bash
# libzmq 4.3.4 (Debian 12's libzmq3-dev): a handshake that times out is told with another socket's errno.
#
# zmq_socket_monitor(3) says of ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL that its value is an errno. Where a peer
# accepts the connection and says nothing until ZMQ_HANDSHAKE_IVL is over, nothing sets errno: the value is
# what the last system call of the I/O thread left there, of whichever socket. Seen, six time-outs each:
#
#   a socket alone in its context                         EAGAIN EAGAIN EAGAIN EAGAIN EAGAIN EAGAIN
#   beside a socket whose own peer refuses connections    ECONNREFUSED EINPROGRESS ECONNREFUSED ...
#
# So the value says "connection refused" of a peer that accepted it, and differs from run to run. It matters to
# us because a client has several sockets on one I/O thread and must tell a broker that hangs, or does not take
# its key, from one that is not there: clients/libhallq/link.c goes by the time since CONNECTED, never by this
# value.
#
# Needs gcc and libzmq3-dev. Exits 1 if something else is seen, 77 where it cannot be tried.
set -euo pipefail

command -v gcc >/dev/null && pkg-config --exists libzmq || { echo "no gcc or libzmq3-dev"; exit 77; }
echo "libzmq $(pkg-config --modversion libzmq)"
top=$(mktemp -d)
trap 'rm -rf "$top"' EXIT

cat >"$top/hung.c" <<'END'
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zmq.h>

#define TIMEOUTS 6

// A socket of ours at a free port; it listens, but nobody accepts or answers: or else it refuses.
static void endpoint_make(char endpoint[64], int listens) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    int s = socket(AF_INET, SOCK_STREAM, 0);
    bind(s, (struct sockaddr *)&at, size);
    if (listens)
        listen(s, 64);
    getsockname(s, (struct sockaddr *)&at, &size);
    snprintf(endpoint, 64, "tcp://127.0.0.1:%d", ntohs(at.sin_port));
}

int main(int argc, char **argv) {
    char hung[64], refusing[64];
    int handshake_ms = 200, retry_ms = 10, wait_ms = 5000;
    void *context = zmq_ctx_new();
    void *dealer = zmq_socket(context, ZMQ_DEALER), *other = zmq_socket(context, ZMQ_DEALER);
    void *monitor = zmq_socket(context, ZMQ_PAIR);
    endpoint_make(hung, 1);
    endpoint_make(refusing, 0);
    zmq_setsockopt(dealer, ZMQ_HANDSHAKE_IVL, &handshake_ms, sizeof handshake_ms);
    zmq_setsockopt(other, ZMQ_RECONNECT_IVL, &retry_ms, sizeof retry_ms);
    zmq_setsockopt(monitor, ZMQ_RCVTIMEO, &wait_ms, sizeof wait_ms);
    zmq_socket_monitor(dealer, "inproc://monitor", ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL);
    zmq_connect(monitor, "inproc://monitor");
    zmq_connect(dealer, hung);
    if (argc > 1 && !strcmp(argv[1], "beside"))
        zmq_connect(other, refusing);
    for (int i = 0; i < TIMEOUTS; i++) {
        uint8_t event[6];
        char from[256];
        uint32_t value;
        if (zmq_recv(monitor, event, sizeof event, 0) != sizeof event)
            return 1;
        zmq_recv(monitor, from, sizeof from, 0);
        memcpy(&value, event + 2, sizeof value);
        printf("%s ", value ? strerrorname_np((int)value) : "0");
    }
    puts("");
    fflush(stdout);
    _exit(0); // the sockets go with the process
}
END
gcc -o "$top/hung" "$top/hung.c" "$(pkg-config --variable=libdir libzmq)/libzmq.so"
alone=$(timeout 60 "$top/hung" alone)
beside=$(timeout 60 "$top/hung" beside)
echo "alone:  $alone"
echo "beside: $beside"
[[ $alone != *ECONNREFUSED* && $beside == *ECONNREFUSED* ]] || { echo "it has changed"; exit 1; }
