// http_daemon.c - the daemon on the loop: its epoll descriptor on uv_poll, its timeouts on uv_timer.
//
// The descriptor is edge-triggered and the library's timeouts are part of its work, so it runs
// after each readiness, at each timeout, and whenever something was answered or a stream woken
// (http_soon): before the loop waits, and first of all in its next round, so that an answer does not
// wait for the next slice of followers (channel.h).
#include "http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http_parts.h"

#if HTTP_LIBRARY_IS_STRICT
#define STRICT MHD_OPTION_CLIENT_DISCIPLINE_LVL, 2
#else
#define STRICT MHD_OPTION_STRICT_FOR_CLIENT, 1
#endif

#define BACKLOG 1024
#define HEAD_SIZE 8192 // memory of a connection: a longer head is refused with 431

// ---------------------------------------------------------------- running the library

static void run(struct http *h) {
    MHD_UNSIGNED_LONG_LONG wait_ms;
    if (h->running || !h->daemon || h->stopping)
        return;
    h->running = true;
    h->due = false;
    MHD_run(h->daemon);
    h->running = false;
    if (MHD_get_timeout(h->daemon, &wait_ms) == MHD_YES && !wait_ms)
        h->due = true;
}

static void timeout_cb(uv_timer_t *timer) {
    run(timer->data);
}

// Before the loop waits: what is due is done, and the next timeout is set.
static void prepare_cb(uv_prepare_t *prepare) {
    struct http *h = prepare->data;
    MHD_UNSIGNED_LONG_LONG wait_ms;
    if (h->due)
        run(h);
    if (!h->daemon || h->stopping)
        return;
    if (h->due)
        uv_timer_start(&h->timeout, timeout_cb, 0, 0);
    else if (MHD_get_timeout(h->daemon, &wait_ms) == MHD_YES)
        uv_timer_start(&h->timeout, timeout_cb, wait_ms, 0);
    else
        uv_timer_stop(&h->timeout);
}

static void poll_cb(uv_poll_t *poll, int status, int events) {
    (void)status, (void)events;
    run(poll->data);
}

void http_soon(struct http *h) {
    if (!h->due && !h->stopping)
        uv_timer_start(&h->timeout, timeout_cb, 0, 0); // timers come before a slice
    h->due = true;
}

// ---------------------------------------------------------------- connections

struct connection *connection_of(struct MHD_Connection *mhd) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

void connection_goes(struct connection *c, enum connection_state state) {
    c->state = state;
    c->begun = false;
    c->since_ms = uv_now(c->http->loop);
}

void connection_reset(struct connection *c) {
    struct linger linger = {.l_onoff = 1, .l_linger = 0};
    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    shutdown(c->fd, SHUT_RDWR); // the library sees it and closes, which resets
    http_soon(c->http);
}

static void connection_begins(struct http *h, struct MHD_Connection *mhd, void **context) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct connection *c = calloc(1, sizeof *c);
    if (!c || !info) {
        free(c);
        return; // its requests are refused: connection_of is NULL
    }
    *c = (struct connection){.mhd = mhd, .http = h, .fd = info->connect_fd};
    connection_goes(c, CONNECTION_READS);
    LIST_INSERT_HEAD(&h->connections, c, entry);
    h->counts.connections++;
    *context = c;
}

static void connection_cb(void *arg, struct MHD_Connection *mhd, void **context,
                          enum MHD_ConnectionNotificationCode code) {
    struct http *h = arg;
    struct connection *c = *context;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        connection_begins(h, mhd, context);
    } else if (c) {
        LIST_REMOVE(c, entry);
        h->counts.connections--;
        free(c);
        *context = NULL;
    }
}

// The first line of a request is there: from now on it has its time.
static void *line_cb(void *arg, const char *line, struct MHD_Connection *mhd) {
    struct connection *c = connection_of(mhd);
    (void)arg, (void)line;
    if (c && !c->begun) {
        c->begun = true;
        c->since_ms = uv_now(c->http->loop);
    }
    return NULL;
}

static uint64_t patience_ms(const struct connection *c) {
    switch (c->state) {
    case CONNECTION_READS:
        return c->begun ? HTTP_WHOLE_MS : HTTP_IDLE_MS;
    case CONNECTION_ANSWERS:
        return HTTP_ANSWER_MS;
    case CONNECTION_STREAMS:
        break; // streams_look
    }
    return UINT64_MAX;
}

static void second_cb(uv_timer_t *timer) {
    struct http *h = timer->data;
    uint64_t now_ms = uv_now(h->loop);
    struct connection *c;
    LIST_FOREACH(c, &h->connections, entry) {
        if (c->cut || now_ms - c->since_ms < patience_ms(c))
            continue;
        c->cut = true;
        h->counts.cut_slow++;
        connection_reset(c);
    }
}

// ---------------------------------------------------------------- start and stop

static int address_of(const struct http_options *o, struct sockaddr_storage *ret, bool *ret_six) {
    struct sockaddr_in *four = (struct sockaddr_in *)ret;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)ret;
    *ret = (struct sockaddr_storage){0};
    *ret_six = strchr(o->address, ':') != NULL;
    int err =
        *ret_six ? uv_ip6_addr(o->address, o->port, six) : uv_ip4_addr(o->address, o->port, four);
    return err ? ERR_INVALID : ERR_OK;
}

static void log_cb(void *arg, const char *format, va_list args) {
    (void)arg, (void)format, (void)args; // what peers do wrong is counted, not told
}

// As many as there are descriptors for, beside those of the program.
static unsigned connections_max(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit))
        return 256;
    limit.rlim_cur =
        limit.rlim_max < 2 * HTTP_CONNECTIONS_MAX ? limit.rlim_max : 2 * HTTP_CONNECTIONS_MAX;
    setrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur < HTTP_CONNECTIONS_MAX + 128 ? (unsigned)limit.rlim_cur / 2
                                                       : HTTP_CONNECTIONS_MAX;
}

static int daemon_start(struct http *h) {
    struct sockaddr_storage address;
    bool six;
    const struct http_options *o = &h->options;
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)o->certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)o->certificate_key},
        {MHD_OPTION_END, 0, NULL}};
    if (address_of(o, &address, &six))
        return ERR_INVALID;
    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG |
                     (six ? MHD_USE_IPv6 : 0) | (o->certificate ? MHD_USE_TLS : 0);
    errno = 0;
    h->daemon = MHD_start_daemon(
        flags, o->port, NULL, NULL, http_request_cb, h, MHD_OPTION_EXTERNAL_LOGGER, log_cb, NULL,
        MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_NOTIFY_COMPLETED, http_request_done_cb, h,
        MHD_OPTION_NOTIFY_CONNECTION, connection_cb, h, MHD_OPTION_URI_LOG_CALLBACK, line_cb, h,
        MHD_OPTION_CONNECTION_LIMIT, connections_max(), MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        o->connections_per_address, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEAD_SIZE,
        MHD_OPTION_LISTEN_BACKLOG_SIZE, BACKLOG, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, STRICT,
        MHD_OPTION_ARRAY, o->certificate ? tls : tls + 2, MHD_OPTION_END);
    if (h->daemon)
        return ERR_OK;
    if (errno == EADDRINUSE)
        return ERR_BUSY;
    return o->certificate ? ERR_INVALID : ERR_SYSTEM;
}

static void handles_start(struct http *h) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    uv_poll_init(h->loop, &h->poll, info->epoll_fd);
    uv_timer_init(h->loop, &h->timeout);
    uv_timer_init(h->loop, &h->second);
    uv_timer_init(h->loop, &h->look);
    uv_timer_init(h->loop, &h->again);
    uv_prepare_init(h->loop, &h->prepare);
    h->poll.data = h->timeout.data = h->second.data = h->prepare.data = h;
    h->look.data = h->again.data = h;
    h->open_handles = 6;
    uv_poll_start(&h->poll, UV_READABLE, poll_cb);
    uv_timer_start(&h->second, second_cb, 1000, 1000);
    streams_look(h);
    uv_prepare_start(&h->prepare, prepare_cb);
    http_soon(h);
}

int http_start(uv_loop_t *loop, const struct http_options *options, struct http **ret_http) {
    struct http *h = calloc(1, sizeof *h);
    if (!h)
        return ERR_NO_MEMORY;
    h->loop = loop;
    h->options = *options;
    LIST_INIT(&h->connections);
    LIST_INIT(&h->streams);
    LIST_INIT(&h->resting);
    int err = daemon_start(h);
    if (err) {
        free(h);
        return err;
    }
    handles_start(h);
    *ret_http = h;
    return ERR_OK;
}

static void handle_closed_cb(uv_handle_t *handle) {
    struct http *h = handle->data;
    if (--h->open_handles)
        return;
    if (h->closed_cb)
        h->closed_cb(h->closed_arg);
    free(h);
}

void http_stop(struct http **http, void (*closed_cb)(void *arg), void *arg) {
    struct http *h = *http;
    struct connection *c;
    *http = NULL;
    if (!h)
        return;
    h->stopping = true;
    h->closed_cb = closed_cb;
    h->closed_arg = arg;
    streams_rouse(h); // the library waits for ever for a suspended connection
    LIST_FOREACH(c, &h->connections, entry) {
        if (c->pending)
            request_rouse(c->pending);
    }
    MHD_stop_daemon(h->daemon);
    h->daemon = NULL;
    uv_close((uv_handle_t *)&h->poll, handle_closed_cb);
    uv_close((uv_handle_t *)&h->timeout, handle_closed_cb);
    uv_close((uv_handle_t *)&h->second, handle_closed_cb);
    uv_close((uv_handle_t *)&h->look, handle_closed_cb);
    uv_close((uv_handle_t *)&h->again, handle_closed_cb);
    uv_close((uv_handle_t *)&h->prepare, handle_closed_cb);
}

uint16_t http_port(const struct http *h) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info ? info->port : 0;
}

struct http_counts http_counts(const struct http *h) {
    return h->counts;
}
