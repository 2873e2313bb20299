#include "base/loop/uvz.h"

#include <errno.h>
#include <zmq.h>

#include "base/err.h"

static bool wanted(const struct uvz *z) {
    return !z->paused && !z->stopping;
}

// When a signal interrupts libzmq, it may have taken in messages without telling, so the socket is
// looked at.
static bool readable(struct uvz *z) {
    int events = 0;
    size_t events_size = sizeof events;
    if (!wanted(z))
        return false;
    if (zmq_getsockopt(z->socket, ZMQ_EVENTS, &events, &events_size))
        return zmq_errno() == EINTR;
    return events & ZMQ_POLLIN;
}

static void poll_cb(uv_poll_t *h, int status, int events) {
    struct uvz *z = h->data;
    (void)status;
    (void)events;
    z->woken = true;
}

static void idle_cb(uv_idle_t *h) {
    (void)h;
}

static void prepare_cb(uv_prepare_t *h) {
    struct uvz *z = h->data;
    if (!z->used)
        return;
    z->used = false;
    z->woken = readable(z);
    if (z->woken)
        uv_idle_start(&z->idle, idle_cb);
    else
        uv_idle_stop(&z->idle);
}

static void check_cb(uv_check_t *h) {
    struct uvz *z = h->data;
    int taken = 0;
    if (!z->woken)
        return;
    z->used = true;
    while (taken < z->budget && wanted(z) && z->in_cb(z))
        taken++;
    if (taken && z->round_cb && !z->stopping)
        z->round_cb(z);
}

int uvz_start(struct uvz *z, uv_loop_t *loop, void *socket, int budget, uvz_in_cb in_cb,
              void *data) {
    int fd;
    size_t fd_size = sizeof fd;
    *z = (struct uvz){.socket = socket, .data = data, .in_cb = in_cb, .budget = budget};
    z->used = true; // the code that made the socket may have used it
    if (zmq_getsockopt(socket, ZMQ_FD, &fd, &fd_size))
        goto fail;
    if (uv_poll_init(loop, &z->poll, fd))
        goto fail;
    uv_prepare_init(loop, &z->prepare);
    uv_check_init(loop, &z->check);
    uv_idle_init(loop, &z->idle);
    z->poll.data = z->prepare.data = z->check.data = z->idle.data = z;
    uv_poll_start(&z->poll, UV_READABLE, poll_cb);
    uv_prepare_start(&z->prepare, prepare_cb);
    uv_check_start(&z->check, check_cb);
    return ERR_OK;
fail:
    z->socket = NULL;
    return ERR_SYSTEM;
}

void uvz_used(struct uvz *z) {
    z->used = true;
}

void uvz_pause(struct uvz *z) {
    z->paused = true;
}

static void closed_cb(uv_handle_t *h) {
    struct uvz *z = h->data;
    if (--z->closing_count == 0 && z->stopped_cb)
        z->stopped_cb(z);
}

void uvz_stop(struct uvz *z, void (*stopped_cb)(struct uvz *z)) {
    if (!z->socket || z->stopping)
        return;
    z->stopping = true;
    z->stopped_cb = stopped_cb;
    z->closing_count = 4;
    uv_close((uv_handle_t *)&z->poll, closed_cb);
    uv_close((uv_handle_t *)&z->prepare, closed_cb);
    uv_close((uv_handle_t *)&z->check, closed_cb);
    uv_close((uv_handle_t *)&z->idle, closed_cb);
}
