// driver_redis.c - Redis: each operation is one Lua script, atomic, that changes the same rows and
// publishes one event. It keeps no answer for a retry, checks nobody's role and journals no event.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/number.h"
#include "bench/load/load.h"

#define SHA_SIZE 40

enum { TAKE, CALL, NEXT, SCRIPTS };

static const char *const scripts[SCRIPTS] = {
    "local n=redis.call('INCR','last') redis.call('ZADD','line',n,n) "
    "redis.call('HSET','t:'..n,'state','waiting','device',ARGV[1]) "
    "redis.call('PUBLISH','events',ARGV[2]) return n",
    "local f=redis.call('ZPOPMIN','line') if #f==0 then return 0 end "
    "redis.call('HSET','t:'..f[1],'state','called','counter',ARGV[1]) "
    "redis.call('PUBLISH','events',ARGV[2]) return tonumber(f[1])",
    // With the end of the ticket that the counter has; one event for both.
    "local p=redis.call('HGET','at',ARGV[1]) if p then redis.call('HSET','t:'..p,'state','gone') "
    "end "
    "local f=redis.call('ZPOPMIN','line') if #f==0 then redis.call('HDEL','at',ARGV[1]) return 0 "
    "end "
    "redis.call('HSET','t:'..f[1],'state','called','counter',ARGV[1]) "
    "redis.call('HSET','at',ARGV[1],f[1]) "
    "redis.call('PUBLISH','events',ARGV[2]) return tonumber(f[1])",
};
static char shas[SCRIPTS][SHA_SIZE + 1];

struct request {
    uint8_t data[256];
    size_t size, payload_at;
};

struct own {
    struct request requests[SCRIPTS];
};

static bool script_load(struct load *l, int fd, int i) {
    char text[1024];
    int size = snprintf(text, sizeof text, "*3\r\n$6\r\nSCRIPT\r\n$4\r\nLOAD\r\n$%zu\r\n%s\r\n",
                        strlen(scripts[i]), scripts[i]);
    if (send(fd, text, (size_t)size, MSG_NOSIGNAL) != size)
        return false;
    ssize_t got = recv(fd, text, 5 + SHA_SIZE + 2, MSG_WAITALL);
    if (got != 5 + SHA_SIZE + 2 || text[0] != '$') {
        load_fail(l, "redis took no script: %.*s", got > 0 ? (int)got : 0, text);
        return false;
    }
    memcpy(shas[i], text + 5, SHA_SIZE);
    return true;
}

static bool prepare(struct load *l) {
    int fd = load_dial(l->options->host, l->options->port);
    if (fd < 0) {
        load_fail(l, "no redis");
        return false;
    }
    bool fine = true;
    for (int i = 0; i < SCRIPTS && fine; i++)
        fine = script_load(l, fd, i);
    close(fd);
    return fine;
}

static void request_make(struct request *r, int script, uint32_t client) {
    int size = snprintf((char *)r->data, sizeof r->data,
                        "*5\r\n$7\r\nEVALSHA\r\n$40\r\n%s\r\n$1\r\n0\r\n$4\r\n%04u\r\n$%d\r\n",
                        shas[script], client % 10000, LOAD_PAYLOAD_SIZE);
    r->payload_at = (size_t)size;
    r->size = r->payload_at + LOAD_PAYLOAD_SIZE + 2;
    memcpy(r->data + r->size - 2, "\r\n", 2);
}

static void hello(struct conn *c) {
    struct own *own = c->own;
    for (int i = 0; i < SCRIPTS; i++)
        request_make(&own->requests[i], i, c->index);
    if (c->kind == CONN_FEED)
        bytes_text(&c->out, "SUBSCRIBE events\r\n");
    else
        load_ready(c);
}

static void send_op(struct conn *c, enum op op, uint64_t now_ns) {
    struct own *own = c->own;
    struct request *r = &own->requests[op == OP_NEXT ? NEXT : op == OP_CALL ? CALL : TAKE];
    load_payload(r->data + r->payload_at, now_ns);
    bytes_add(&c->out, r->data, r->size);
}

// One value of the protocol: its size in bytes, 0 if it is not all there. Of an array the last
// element is told.
static size_t value_read(const uint8_t *p, size_t size, const uint8_t **ret_text,
                         long *ret_number) {
    const uint8_t *line_end = memchr(p, '\n', size);
    if (!line_end)
        return 0;
    size_t used = (size_t)(line_end - p) + 1;
    const char *digits = (const char *)p + 1;
    bool negative = *digits == '-';
    uint64_t number = 0;
    digits += negative;
    number_take(&digits, 0, INT32_MAX, &number);
    *ret_number = negative ? -(long)number : (long)number;
    *ret_text = p;
    if (p[0] == '$') {
        *ret_text = p + used;
        used += (size_t)*ret_number + 2;
    }
    if (p[0] == '*') {
        for (long left = *ret_number; left; left--) {
            size_t part = used < size ? value_read(p + used, size - used, ret_text, ret_number) : 0;
            if (!part)
                return 0;
            used += part;
        }
    }
    return used <= size ? used : 0;
}

static size_t parse(struct conn *c, const uint8_t *data, size_t size) {
    size_t used = 0, part;
    const uint8_t *text;
    long number;
    while (used < size && (part = value_read(data + used, size - used, &text, &number))) {
        if (data[used] == '-')
            load_fail(c->load, "redis: %.*s", (int)part, data + used);
        else if (data[used] == ':')
            load_reply(c, !number);
        else if (c->ready)
            load_event(c->load, load_payload_ns(text));
        else
            load_ready(c);
        used += part;
    }
    return used;
}

const struct driver driver_redis = {
    .name = "redis",
    .own_size = sizeof(struct own),
    .calls_pipelined = true,
    .publishes = true,
    .mix = "tn",
    .prepare = prepare,
    .hello = hello,
    .parse = parse,
    .send = send_op,
};
