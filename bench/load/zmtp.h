// zmtp.h - as much of ZMTP 3.0 with the mechanism NULL as a client needs; no library, so that what
// a client costs is what it costs with the other systems.
#ifndef HALLQ_BENCH_ZMTP_H
#define HALLQ_BENCH_ZMTP_H

#include <stdbool.h>

#include "bench/load/bytes.h"

struct zmtp {
    bool greeted; // the peer's greeting was read
    bool ready;   // and its READY
};

// One message of one frame; `frame` is borrowed.
typedef void (*zmtp_frame_cb)(void *arg, const uint8_t *frame, size_t frame_size);

// zmtp_hello: greeting and READY of a socket of this type ("DEALER", "SUB").
void zmtp_hello(struct bytes *out, const char *socket_type);

// zmtp_frame: a message of one frame of up to 255 bytes.
void zmtp_frame(struct bytes *out, const void *body, size_t body_size);

// zmtp_parse: whole frames from the front of data; pings are answered into `out`. Returns the bytes
// used, or (size_t)-1 if the peer does not speak it.
size_t zmtp_parse(struct zmtp *z, const uint8_t *data, size_t size, struct bytes *out,
                  zmtp_frame_cb frame_cb, void *arg);

#endif
