#include "broker/notify.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/number.h"

static const char *unsent; // the last text, while it found no room

// Returns false if the socket has no room now. A supervisor that is gone counts as told.
static bool datagram_send(const char *text) {
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    size_t path_len = path ? strlen(path) : 0;
    if (path_len < 2 || path_len >= sizeof to.sun_path || (path[0] != '/' && path[0] != '@'))
        return true;
    memcpy(to.sun_path, path, path_len);
    if (path[0] == '@')
        to.sun_path[0] = 0; // Linux's abstract namespace
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return false;
    socklen_t to_size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + path_len);
    ssize_t sent = sendto(fd, text, strlen(text), MSG_NOSIGNAL, (struct sockaddr *)&to, to_size);
    bool full = sent < 0 && (errno == EAGAIN || errno == ENOBUFS);
    close(fd);
    return !full;
}

void notify_send(const char *text) {
    unsent = datagram_send(text) ? NULL : text;
}

void notify_again(void) {
    if (unsent)
        notify_send(unsent);
}

void notify_watchdog(void) {
    datagram_send("WATCHDOG=1"); // a text that finds no room is followed by the next
}

static uint64_t number_in(const char *name) {
    const char *text = getenv(name);
    uint64_t number = 0;
    if (text)
        number_read(text, 0, UINT64_MAX, &number);
    return number;
}

// The interval is at least a millisecond if the supervisor asks for any.
uint64_t notify_watchdog_ms(void) {
    uint64_t interval_us = number_in("WATCHDOG_USEC");
    if (!interval_us || (getenv("WATCHDOG_PID") && number_in("WATCHDOG_PID") != (uint64_t)getpid()))
        return 0;
    return interval_us >= 2000 ? interval_us / 2000 : 1;
}
