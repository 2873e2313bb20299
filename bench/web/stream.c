#include "bench/web/stream.h"

#include <string.h>
#include <strings.h>

static void line_add(struct stream *s, const char *bytes, size_t size) {
    size_t room = sizeof s->line - 1 - s->line_size, part = size < room ? size : room;
    memcpy(s->line + s->line_size, bytes, part);
    s->line_size += part;
    s->line[s->line_size] = '\0';
}

static void line_clear(struct stream *s) {
    s->line_size = 0;
    s->line[0] = '\0';
}

// ---------------------------------------------------------------- head and chunks

static void head_line_end(struct stream *s) {
    static const char chunked[] = "transfer-encoding: chunked";
    if (s->state == STREAM_STATUS)
        s->state = strstr(s->line, " 200") ? STREAM_HEAD : STREAM_OVER;
    else if (!s->line_size)
        s->state = s->chunked ? STREAM_SIZE : STREAM_CHUNK;
    else if (!strncasecmp(s->line, chunked, sizeof chunked - 1))
        s->chunked = true;
    line_clear(s);
}

static void head_byte(struct stream *s, char byte) {
    if (byte == '\n')
        head_line_end(s);
    else if (byte != '\r')
        line_add(s, &byte, 1);
}

static uint64_t digit_of(char byte) {
    if (byte >= '0' && byte <= '9')
        return (uint64_t)(byte - '0');
    return (uint64_t)((byte | 0x20) - 'a' + 10);
}

static void size_byte(struct stream *s, char byte) {
    if (byte == '\n')
        s->state = s->left ? STREAM_CHUNK : STREAM_OVER;
    else if (byte != '\r')
        s->left = s->left * 16 + digit_of(byte);
}

// ---------------------------------------------------------------- the body

static void body_take(struct stream *s, const char *bytes, size_t size, stream_line_cb line_cb,
                      void *arg) {
    while (size) {
        const char *end = memchr(bytes, '\n', size);
        size_t part = end ? (size_t)(end - bytes) : size;
        line_add(s, bytes, part);
        if (s->whole)
            bytes_add(s->whole, bytes, part);
        if (!end)
            return;
        line_cb(arg, s->line, s->whole);
        line_clear(s);
        if (s->whole)
            bytes_take(s->whole, bytes_left(s->whole));
        bytes += part + 1;
        size -= part + 1;
    }
}

static size_t chunk_take(struct stream *s, const char *bytes, size_t size, stream_line_cb line_cb,
                         void *arg) {
    size_t part = s->chunked && s->left < size ? (size_t)s->left : size;
    body_take(s, bytes, part, line_cb, arg);
    if (s->chunked) {
        s->left -= part;
        s->state = s->left ? STREAM_CHUNK : STREAM_CHUNK_END;
    }
    return part;
}

void stream_take(struct stream *s, const char *bytes, size_t size, stream_line_cb line_cb,
                 void *arg) {
    size_t at = 0;
    while (at < size) {
        switch (s->state) {
        case STREAM_STATUS:
        case STREAM_HEAD:
            head_byte(s, bytes[at++]);
            break;
        case STREAM_SIZE:
            size_byte(s, bytes[at++]);
            break;
        case STREAM_CHUNK:
            at += chunk_take(s, bytes + at, size - at, line_cb, arg);
            break;
        case STREAM_CHUNK_END:
            if (bytes[at++] == '\n')
                s->state = STREAM_SIZE;
            break;
        case STREAM_OVER:
            return;
        }
    }
}

bool stream_begun(const struct stream *s) {
    return s->state == STREAM_SIZE || s->state == STREAM_CHUNK || s->state == STREAM_CHUNK_END;
}
