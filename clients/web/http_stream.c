// http_stream.c - answers without an end. The library asks for bytes when the socket takes some; a
// stream that has none sleeps, its connection suspended, until it is woken.
//
// The kernel would take megabytes for a reader that reads nothing: its room is bounded, and a
// stream with bytes outstanding of which none were acknowledged for HTTP_STUCK_MS is cut.
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "http_parts.h"

#define BLOCK_SIZE 1024         // of one reading for who knows no chunks; each stream has it
#define UNSENT_SIZE (16 * 1024) // bytes that wait in the kernel before the socket takes no more
#define LOOK_MS 1000            // at each stream
#define LOOK_MANY 256 // streams at a time: a command that comes meanwhile waits behind them

static void sleep_now(struct http_stream *s) {
    s->asleep = true;
    MHD_suspend_connection(s->connection->mhd);
}

static ssize_t read_cb(void *arg, uint64_t at, char *to, size_t room) {
    struct http_stream *s = arg;
    (void)at;
    if (s->cut || s->http->stopping || s->rest.bytes)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    ssize_t size = s->callbacks.read_cb(s->arg, to, room);
    if (size < 0)
        return MHD_CONTENT_READER_END_OF_STREAM;
    s->taken += (uint64_t)size;
    if (!size)
        sleep_now(s);
    return size;
}

static void free_cb(void *arg) {
    struct http_stream *s = arg;
    if (s->http->look_next == s)
        s->http->look_next = LIST_NEXT(s, entry);
    LIST_REMOVE(s, entry);
    s->http->counts.streams--;
    s->callbacks.closed_cb(s->arg);
    stream_rest_drop(s);
    free(s);
}

static void socket_bound(int fd) {
    int unsent = UNSENT_SIZE, one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

struct http_stream *stream_create(struct connection *c,
                                  const struct http_stream_callbacks *callbacks, void *arg,
                                  struct MHD_Response **ret_response) {
    struct http_stream *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    *s =
        (struct http_stream){.connection = c, .http = c->http, .callbacks = *callbacks, .arg = arg};
    s->acknowledged_at_ms = uv_now(c->http->loop);
    *ret_response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_SIZE, read_cb, s, free_cb);
    if (!*ret_response) {
        free(s);
        return NULL;
    }
    LIST_INSERT_HEAD(&c->http->streams, s, entry);
    c->http->counts.streams++;
    socket_bound(c->fd);
    return s;
}

void http_stream_wake(struct http_stream *s) {
    if (!s->asleep || (!s->cut && !s->http->stopping && stream_send(s)))
        return;
    if (!s->asleep)
        return; // it was cut meanwhile
    s->asleep = false;
    MHD_resume_connection(s->connection->mhd);
    http_soon(s->http);
}

void http_stream_cut(struct http_stream *s) {
    if (s->cut)
        return;
    s->cut = true;
    connection_reset(s->connection);
    http_stream_wake(s); // a suspended connection does not look at its socket
}

static bool is_stuck(struct http_stream *s, uint64_t now_ms) {
    int outstanding = 0;
    bool known = !ioctl(s->connection->fd, SIOCOUTQ, &outstanding);
    int64_t acknowledged = (int64_t)s->taken - outstanding;
    if (!known || !outstanding || acknowledged > s->acknowledged) {
        s->acknowledged = acknowledged;
        s->acknowledged_at_ms = now_ms;
    }
    return now_ms - s->acknowledged_at_ms >= HTTP_STUCK_MS;
}

static void look_cb(uv_timer_t *look) {
    struct http *h = look->data;
    struct http_stream *s = h->look_next ? h->look_next : LIST_FIRST(&h->streams);
    for (unsigned i = 0; s && i < LOOK_MANY; i++, s = LIST_NEXT(s, entry)) {
        if (s->cut || !is_stuck(s, uv_now(h->loop)))
            continue;
        h->counts.cut_stuck++;
        http_stream_cut(s);
    }
    h->look_next = s;
    uv_timer_start(look, look_cb, LOOK_MS / (1 + h->counts.streams / LOOK_MANY), 0);
}

void streams_look(struct http *h) {
    uv_timer_start(&h->look, look_cb, LOOK_MS, 0);
}

void streams_rouse(struct http *h) {
    struct http_stream *s;
    LIST_FOREACH(s, &h->streams, entry)
        http_stream_wake(s);
}
