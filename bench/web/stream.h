// stream.h - the lines of an endless HTTP/1.1 answer, chunked or not, out of its bytes as they come.
#ifndef HALLQ_BENCH_STREAM_H
#define HALLQ_BENCH_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/load/bytes.h"

#define STREAM_KEPT 96 // of a line: the number of a change is within its first bytes

struct stream {
    enum stream_state {
        STREAM_STATUS,    // the first line of the head
        STREAM_HEAD,      // the others
        STREAM_SIZE,      // the line before a chunk
        STREAM_CHUNK,     // in a chunk, or in a body without chunks
        STREAM_CHUNK_END, // the line end behind a chunk
        STREAM_OVER,      // the last chunk was read, or it is no answer of status 200
    } state;
    bool chunked;
    uint64_t left; // of the chunk
    size_t line_size;
    char line[STREAM_KEPT];
    struct bytes *whole; // lines are kept whole in it as well; NULL: they are not
};

// A line of the body, without its end, and with a NUL behind it. `kept` is its beginning, of at most
// STREAM_KEPT - 1 bytes; whole is that of the stream, or NULL.
typedef void (*stream_line_cb)(void *arg, const char *kept, const struct bytes *whole);

// stream_take: takes the next bytes. A zeroed stream is at its beginning.
void stream_take(struct stream *s, const char *bytes, size_t size, stream_line_cb line_cb,
                 void *arg);

// stream_begun: whether the head was read, and it is of status 200.
bool stream_begun(const struct stream *s);

#endif
