// writable.c - what is known of a socket, and how it changes:
//
//                      a send is taken whole
//     ADD ──▶ asked ───────────────────────────▶ open
//               ▲                                  │
//               └── a send comes short, fails; DEL ┘
//
// asked: a wish for writability goes to the kernel. open: it is kept here, and answered at each wait.
//
// The state is the process's, since functions of libc have no other place for it. A socket belongs to the thread that waits
// for it, and so does its row: nothing is locked.
#include "broker/door/writable.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <zmq.h>

#include "base/count.h"

#define SOCKETS_MAX 65536 // file descriptors above go to the kernel
// Kept at once by a thread, as many as libzmq takes in one wait; more go to the kernel.
#define WISHES_MAX 256

struct watched {
    int epoll_fd;          // where it was added; 0: nowhere
    bool open;             // the last send was taken whole
    bool kept;             // a wish for writability is kept here
    struct epoll_event is; // as the kernel knows it
    struct epoll_event wanted;
};

static atomic_bool assumes;
static _Atomic uint64_t spared;
static struct watched sockets[SOCKETS_MAX];

// The wishes of this thread, and the epoll that it waits for.
static _Thread_local struct {
    int epoll_fd;
    int count;
    int fds[WISHES_MAX];
} mine;

static int kernel_ctl(int epoll_fd, int op, int fd, struct epoll_event *event) {
    return (int)syscall(SYS_epoll_ctl, epoll_fd, op, fd, event);
}

// The socket's row; NULL: all of it is the kernel's.
static struct watched *watched_of(int fd) {
    return fd >= 0 && fd < SOCKETS_MAX && atomic_load_explicit(&assumes, memory_order_relaxed)
               ? &sockets[fd]
               : NULL;
}

static void wish_drop(struct watched *w, int fd) {
    if (!w->kept)
        return;
    w->kept = false;
    for (int i = 0; i < mine.count; i++)
        if (mine.fds[i] == fd)
            mine.fds[i] = mine.fds[--mine.count];
}

static void wish_keep(struct watched *w, int fd) {
    if (!w->kept)
        mine.fds[mine.count++] = fd;
    w->kept = true;
}

static bool is_plain(const struct epoll_event *event) {
    return !(event->events & (EPOLLET | EPOLLONESHOT));
}

static bool may_keep(const struct watched *w, int epoll_fd, const struct epoll_event *event) {
    return w->open && event->events & EPOLLOUT && is_plain(event) && epoll_fd == mine.epoll_fd &&
           (w->kept || mine.count < WISHES_MAX);
}

// The kernel learns what differs from what it knows.
static int kernel_change(struct watched *w, int epoll_fd, int fd, struct epoll_event to) {
    if (is_plain(&to) && to.events == w->is.events && to.data.u64 == w->is.data.u64) {
        atomic_fetch_add_explicit(&spared, 1, memory_order_relaxed);
        return 0;
    }
    int rc = kernel_ctl(epoll_fd, EPOLL_CTL_MOD, fd, &to);
    if (rc == 0)
        w->is = to;
    return rc;
}

static int change(struct watched *w, int epoll_fd, int fd, const struct epoll_event *event) {
    struct epoll_event to = *event;
    w->wanted = *event;
    if (may_keep(w, epoll_fd, event)) {
        wish_keep(w, fd);
        to.events &= ~(uint32_t)EPOLLOUT;
    } else {
        wish_drop(w, fd);
    }
    return kernel_change(w, epoll_fd, fd, to);
}

int epoll_ctl(int epoll_fd, int op, int fd, struct epoll_event *event) {
    struct watched *w = watched_of(fd);
    if (w && op == EPOLL_CTL_MOD && event && w->epoll_fd == epoll_fd)
        return change(w, epoll_fd, fd, event);
    int rc = kernel_ctl(epoll_fd, op, fd, event);
    if (w && rc == 0) {
        wish_drop(w, fd);
        *w = (struct watched){0};
        if (op == EPOLL_CTL_ADD && event)
            *w = (struct watched){.epoll_fd = epoll_fd, .is = *event, .wanted = *event};
    }
    return rc;
}

int epoll_wait(int epoll_fd, struct epoll_event *events, int events_max, int timeout_ms) {
    if (!mine.count)
        mine.epoll_fd = epoll_fd;
    bool wished = mine.count && mine.epoll_fd == epoll_fd;
    int count = epoll_pwait(epoll_fd, events, events_max, wished ? 0 : timeout_ms, NULL);
    for (int i = 0; wished && i < mine.count && count >= 0 && count < events_max; i++)
        events[count++] =
            (struct epoll_event){.events = EPOLLOUT, .data = sockets[mine.fds[i]].wanted.data};
    return count;
}

static void sent_whole(struct watched *w) {
    w->open = w->epoll_fd && w->epoll_fd == mine.epoll_fd;
}

static void sent_short(struct watched *w, int fd) {
    w->open = false;
    if (!w->kept)
        return;
    wish_drop(w, fd);
    kernel_change(w, w->epoll_fd, fd, w->wanted);
}

ssize_t send(int fd, const void *data, size_t size, int flags) {
    ssize_t sent = sendto(fd, data, size, flags, NULL, 0);
    int error_number = errno;
    struct watched *w = watched_of(fd);
    if (w && sent == (ssize_t)size)
        sent_whole(w);
    else if (w)
        sent_short(w, fd);
    errno = error_number;
    return sent;
}

// ---------------------------------------------------------------- on and off

static bool is_tested(void) {
    static const int tested[][3] = {{4, 3, 4}, {4, 3, 5}}; // those of Debian 12 and 13
    int is[3];
    zmq_version(&is[0], &is[1], &is[2]);
    for (size_t i = 0; i < COUNT(tested); i++)
        if (!memcmp(is, tested[i], sizeof is))
            return true;
    return false;
}

void writable_assume(bool on) {
    atomic_store(&assumes, on && is_tested());
}

uint64_t writable_spared(void) {
    return atomic_load(&spared);
}
