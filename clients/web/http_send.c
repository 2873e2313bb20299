// http_send.c - what a sleeping stream is sent past the library.
//
// To resume a connection the library walks over all that are suspended, and runs twice. A stream
// that sleeps has nothing under way in it, so a chunk (chunk.h) may be written to its socket meanwhile:
// one that lies ready for all who follow, or what this one has to read.
//
// What the kernel does not take of it is the stream's rest: it is tried again until it is gone, and
// nothing is sent before. Over TLS, and to who speaks HTTP/1.0 and knows no chunks, the library sends.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "chunk.h"
#include "http_parts.h"

#define SEND_SIZE (16 * 1024) // at once; who has more to read is left to the library
#define AGAIN_MS 20

enum taken { TAKEN_ALL, TAKEN_PART, TAKEN_BROKEN };

// Sends from *at on; what was taken is behind *at then.
static enum taken bytes_send(struct http_stream *s, const char *bytes, size_t size, size_t *at) {
    while (*at < size) {
        ssize_t part =
            send(s->connection->fd, bytes + *at, size - *at, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (part < 0 && errno == EINTR)
            continue;
        if (part < 0)
            return errno == EAGAIN ? TAKEN_PART : TAKEN_BROKEN;
        *at += (size_t)part;
        s->taken += (uint64_t)part;
    }
    return TAKEN_ALL;
}

// ---------------------------------------------------------------- the rest

static void again_cb(uv_timer_t *timer) {
    struct http *h = timer->data;
    struct http_stream *s = LIST_FIRST(&h->resting), *next;
    for (; s; s = next) {
        next = LIST_NEXT(s, resting);
        http_stream_wake(s);
    }
    if (LIST_EMPTY(&h->resting))
        uv_timer_stop(timer);
}

static void rest_keep(struct http_stream *s, const char *bytes, size_t size) {
    s->rest.bytes = malloc(size);
    if (!s->rest.bytes)
        abort();
    memcpy(s->rest.bytes, bytes, size);
    s->rest.size = size;
    s->rest.at = 0;
    LIST_INSERT_HEAD(&s->http->resting, s, resting);
    if (!uv_is_active((uv_handle_t *)&s->http->again))
        uv_timer_start(&s->http->again, again_cb, AGAIN_MS, AGAIN_MS);
}

void stream_rest_drop(struct http_stream *s) {
    if (!s->rest.bytes)
        return;
    LIST_REMOVE(s, resting);
    free(s->rest.bytes);
    s->rest.bytes = NULL;
}

static enum taken rest_send(struct http_stream *s) {
    if (!s->rest.bytes)
        return TAKEN_ALL;
    enum taken taken = bytes_send(s, s->rest.bytes, s->rest.size, &s->rest.at);
    if (taken == TAKEN_ALL)
        stream_rest_drop(s);
    return taken;
}

// ---------------------------------------------------------------- a chunk

static enum taken chunk_send(struct http_stream *s, const char *chunk, size_t size) {
    size_t at = 0;
    enum taken taken = bytes_send(s, chunk, size, &at);
    if (taken == TAKEN_PART)
        rest_keep(s, chunk + at, size - at);
    return taken;
}

// Sends what there is to read, SEND_SIZE at most; *ret_size says how much it was.
static enum taken read_send(struct http_stream *s, ssize_t *ret_size) {
    static char chunk[CHUNK_SIZE(SEND_SIZE)];
    *ret_size = s->callbacks.read_cb(s->arg, chunk + CHUNK_HEAD, SEND_SIZE);
    if (*ret_size <= 0)
        return TAKEN_ALL;
    chunk_frame(chunk, (size_t)*ret_size);
    return chunk_send(s, chunk, CHUNK_SIZE((size_t)*ret_size));
}

bool stream_send(struct http_stream *s) {
    ssize_t size = 0;
    const char *chunk;
    if (!s->connection->chunks)
        return false;
    enum taken taken = rest_send(s);
    if (taken == TAKEN_ALL) {
        size_t chunk_size = s->callbacks.chunk_cb ? s->callbacks.chunk_cb(s->arg, &chunk) : 0;
        taken = chunk_size ? chunk_send(s, chunk, chunk_size) : read_send(s, &size);
    }
    if (size < 0)
        return false; // it ends, by the library
    if (taken == TAKEN_BROKEN)
        s->cut = true; // the library closes it
    return taken == TAKEN_PART || (taken == TAKEN_ALL && size < SEND_SIZE);
}
