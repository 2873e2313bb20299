#include "bench/web/dial.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define SMALL_SIZE 4096

static gnutls_certificate_credentials_t nobodys;

static bool hands_shaken(struct dial *l) {
    int rc;
    if (!nobodys && gnutls_certificate_allocate_credentials(&nobodys))
        return false;
    if (gnutls_init(&l->tls, GNUTLS_CLIENT) || gnutls_set_default_priority(l->tls) ||
        gnutls_credentials_set(l->tls, GNUTLS_CRD_CERTIFICATE, nobodys))
        return false;
    gnutls_transport_set_int(l->tls, l->fd);
    gnutls_handshake_set_timeout(l->tls, 10000);
    do
        rc = gnutls_handshake(l->tls);
    while (rc < 0 && !gnutls_error_is_fatal(rc));
    return rc == GNUTLS_E_SUCCESS;
}

bool dial_open(struct dial *l, uint16_t port, bool tls, bool small) {
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = 1, size = SMALL_SIZE;
    *l = (struct dial){.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (l->fd < 0)
        return false;
    if (small)
        setsockopt(l->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    setsockopt(l->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(l->fd, (struct sockaddr *)&to, sizeof to) || (tls && !hands_shaken(l))) {
        dial_close(l);
        return false;
    }
    fcntl(l->fd, F_SETFL, fcntl(l->fd, F_GETFL) | O_NONBLOCK);
    return true;
}

// What the socket has, decrypted: what is left in the session would not make it readable again.
static ssize_t tls_read(struct dial *l, char *to, size_t size) {
    size_t got = 0;
    while (got < size) {
        ssize_t part = gnutls_record_recv(l->tls, to + got, size - got);
        if (part > 0)
            got += (size_t)part;
        else if (part == GNUTLS_E_AGAIN)
            break;
        else if (part == 0 || gnutls_error_is_fatal((int)part))
            return got ? (ssize_t)got : -1;
    }
    return (ssize_t)got;
}

ssize_t dial_read(struct dial *l, char *to, size_t size) {
    if (l->tls)
        return tls_read(l, to, size);
    ssize_t got = read(l->fd, to, size);
    if (got > 0)
        return got;
    return got < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

static void await(struct dial *l, short events) {
    struct pollfd wanted = {.fd = l->fd, .events = events};
    poll(&wanted, 1, 1000);
}

ssize_t dial_read_some(struct dial *l, char *to, size_t size) {
    ssize_t got;
    while (!(got = dial_read(l, to, size)))
        await(l, POLLIN);
    return got;
}

bool dial_write(struct dial *l, const char *bytes, size_t size) {
    while (size) {
        ssize_t part = l->tls ? gnutls_record_send(l->tls, bytes, size) : write(l->fd, bytes, size);
        bool later = l->tls ? part == GNUTLS_E_AGAIN || part == GNUTLS_E_INTERRUPTED
                            : part < 0 && (errno == EAGAIN || errno == EINTR);
        if (part < 0 && !later)
            return false;
        if (part < 0) {
            await(l, POLLOUT);
            continue;
        }
        bytes += part;
        size -= (size_t)part;
    }
    return true;
}

void dial_close(struct dial *l) {
    if (l->tls)
        gnutls_deinit(l->tls);
    if (l->fd >= 0)
        close(l->fd);
    *l = (struct dial){.fd = -1};
}
