// driver_pub.c - a PUB socket of libzmq with nothing behind it (hallq-limits pub): subscribers only.
// What such a fan-out gives to the readers that the broker's feed is read with.
#include "bench/load/load.h"
#include "bench/load/zmtp.h"

static void hello(struct conn *c) {
    zmtp_hello(&c->out, "SUB");
}

static void event_cb(void *arg, const uint8_t *frame, size_t frame_size) {
    struct conn *c = arg;
    load_ready(c);
    if (frame_size != LOAD_PAYLOAD_SIZE)
        load_fail(c->load, "an event of %zu bytes", frame_size);
    else
        load_event(c->load, load_payload_ns(frame));
}

static size_t parse(struct conn *c, const uint8_t *data, size_t size) {
    struct zmtp *own = c->own;
    bool was_ready = own->ready;
    size_t used = zmtp_parse(own, data, size, &c->out, event_cb, c);
    if (used == (size_t)-1) {
        load_fail(c->load, "it does not speak ZMTP 3 without keys");
        return size;
    }
    if (own->ready && !was_ready)
        zmtp_frame(&c->out, "\1", 1); // all topics
    return used;
}

const struct driver driver_pub = {
    .name = "pub",
    .own_size = sizeof(struct zmtp),
    .publishes = true,
    .mix = "",
    .hello = hello,
    .parse = parse,
};
