#include "printer_link.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <unistd.h>

struct printer_link {
    uv_poll_t poll;
    int fd;
    bool is_socket;
    printer_link_cb cb;
    void *arg;
};

static void poll_cb(uv_poll_t *poll, int status, int events) {
    struct printer_link *link = poll->data;
    bool broken = status < 0 || (events & UV_DISCONNECT);
    link->cb(link->arg, broken || (events & UV_READABLE), broken || (events & UV_WRITABLE));
}

static int socket_open(const struct printer_address *a) {
    const struct linger at_once = {1, 0};
    const int yes = 1;
    int fd = socket(a->socket.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes); // questions are small
    // A slip that was given up is not to come out later.
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    if (!connect(fd, (const struct sockaddr *)&a->socket, a->socket_size) || errno == EINPROGRESS)
        return fd;
    int err = -errno;
    close(fd);
    return err;
}

static int device_open(const struct printer_address *a) {
    int fd = open(a->path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

int printer_link_open(uv_loop_t *loop, const struct printer_address *a, printer_link_cb cb,
                      void *arg, struct printer_link **ret) {
    bool is_socket = a->kind == PRINTER_TCP;
    int fd = is_socket ? socket_open(a) : device_open(a);
    struct printer_link *link = NULL;
    int err = fd < 0 ? fd : -ENOMEM;
    if (fd < 0 || !(link = calloc(1, sizeof *link)))
        goto failed;
    *link = (struct printer_link){.fd = fd, .is_socket = is_socket, .cb = cb, .arg = arg};
    if ((err = uv_poll_init(loop, &link->poll, fd)))
        goto failed;
    link->poll.data = link;
    printer_link_want(link, true);
    *ret = link;
    return 0;
failed:
    free(link);
    if (fd >= 0)
        close(fd);
    return err;
}

static void closed_cb(uv_handle_t *handle) {
    free(handle->data);
}

void printer_link_close(struct printer_link **link) {
    if (!*link)
        return;
    uv_close((uv_handle_t *)&(*link)->poll, closed_cb);
    close((*link)->fd);
    *link = NULL;
}

int printer_link_opened(const struct printer_link *link) {
    int err = 0;
    socklen_t size = sizeof err;
    if (link->is_socket && getsockopt(link->fd, SOL_SOCKET, SO_ERROR, &err, &size))
        return -errno;
    return -err;
}

void printer_link_want(struct printer_link *link, bool writable) {
    uv_poll_start(&link->poll, UV_READABLE | UV_DISCONNECT | (writable ? UV_WRITABLE : 0), poll_cb);
}

static ssize_t outcome(ssize_t count) {
    if (count < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : -errno;
    return count;
}

ssize_t printer_link_read(struct printer_link *link, void *to, size_t size) {
    ssize_t count = read(link->fd, to, size);
    if (!count && link->is_socket)
        return -EPIPE;
    return outcome(count);
}

ssize_t printer_link_write(struct printer_link *link, const void *from, size_t size) {
    return outcome(write(link->fd, from, size));
}
