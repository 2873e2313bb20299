// driver_beanstalkd.c - beanstalkd: a ticket is a job. Calling takes two round trips, reserve and
// delete, counted as one operation; who calls the next deletes with it the job reserved before, in one. It publishes
// nothing.
#include <inttypes.h>
#include <string.h>

#include "base/number.h"
#include "bench/load/load.h"

struct own {
    unsigned long reserved; // a job that the counter has, 0 none
};

static void hello(struct conn *c) {
    load_ready(c);
}

static void send_op(struct conn *c, enum op op, uint64_t now_ns) {
    struct own *own = c->own;
    if (op == OP_NEXT && own->reserved)
        bytes_text(&c->out, "delete %lu\r\n", own->reserved);
    if (op == OP_NEXT || op == OP_CALL) {
        bytes_text(&c->out, "reserve\r\n");
        return;
    }
    bytes_text(&c->out, "put 0 0 3600 %d\r\n", LOAD_PAYLOAD_SIZE);
    load_payload(bytes_room(&c->out, LOAD_PAYLOAD_SIZE), now_ns);
    c->out.used += LOAD_PAYLOAD_SIZE;
    bytes_add(&c->out, "\r\n", 2);
}

static bool begins(const uint8_t *line, const char *word) {
    return !memcmp(line, word, strlen(word));
}

// The answer at the front: its size, 0 if it is not all there.
static size_t answer_read(struct conn *c, const uint8_t *p, size_t size) {
    const uint8_t *line_end = memchr(p, '\n', size);
    size_t used = line_end ? (size_t)(line_end - p) + 1 : 0;
    struct own *own = c->own;
    bool next = c->flights[c->head].op == OP_NEXT;
    if (!used || used < 4)
        return 0;
    if (begins(p, "INSERTED") || begins(p, "DELETED")) {
        if (!next) // else the job reserved now tells
            load_reply(c, false);
    } else if (begins(p, "RESERVED")) {
        const char *rest = (const char *)p + strlen("RESERVED ");
        uint64_t id = 0, body_size = 0;
        if (!number_take(&rest, 0, UINT64_MAX, &id) || *rest++ != ' ' ||
            !number_take(&rest, 0, INT32_MAX, &body_size))
            load_fail(c->load, "beanstalkd: %.*s", (int)used, p);
        used += body_size + strlen("\r\n");
        if (used > size)
            return 0;
        own->reserved = id;
        if (next)
            load_reply(c, false);
        else
            bytes_text(&c->out, "delete %" PRIu64 "\r\n", id);
    } else {
        load_fail(c->load, "beanstalkd: %.*s", (int)used, p);
    }
    return used;
}

static size_t parse(struct conn *c, const uint8_t *data, size_t size) {
    size_t used = 0, part;
    while (used < size && (part = answer_read(c, data + used, size - used)))
        used += part;
    return used;
}

const struct driver driver_beanstalkd = {
    .name = "beanstalkd",
    .own_size = sizeof(struct own),
    .mix = "tn",
    .hello = hello,
    .parse = parse,
    .send = send_op,
};
