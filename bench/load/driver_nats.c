// driver_nats.c - NATS JetStream: a ticket is a message of a work-queue stream on files. Calling is
// a pull and an acknowledged ack, two round trips, and a plain message as its event; who calls the next acks with the
// pull what was pulled before, in one. The server answers once the message is written to the file, not once it is on the
// disk.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/number.h"
#include "bench/load/load.h"

static const char connect_text[] =
    "CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":false}\r\n";
static const char stream_text[] =
    "{\"name\":\"H\",\"subjects\":[\"hall.take\"],\"storage\":\"file\","
    "\"retention\":\"workqueue\",\"num_replicas\":1}";
static const char consumer_text[] =
    "{\"stream_name\":\"H\",\"config\":{\"durable_name\":\"C\",\"ack_policy\":\"explicit\","
    "\"max_ack_pending\":100000,\"max_waiting\":10000,\"filter_subject\":\"hall.take\"}}";

#define REPLY_SIZE 128

struct own {
    uint64_t call_sent_ns;
    bool pulled;            // of a call: the ticket came; its ack is on the way
    int answers;            // of a next: still to come
    char reply[REPLY_SIZE]; // where what the counter has is acked, "" nothing
};

// ---------------------------------------------------------------- the stream

// Asks and waits for an answer that is no error.
static bool ask(struct load *l, int fd, const char *subject, const char *body) {
    char text[8192];
    size_t used = 0;
    int size = snprintf(text, sizeof text, "PUB %s _P %zu\r\n%s\r\n", subject, strlen(body), body);
    if (send(fd, text, (size_t)size, MSG_NOSIGNAL) != size)
        return false;
    do {
        ssize_t got = recv(fd, text + used, sizeof text - 1 - used, 0);
        if (got <= 0)
            break;
        used += (size_t)got;
        text[used] = 0;
    } while (!strstr(text, "MSG _P") || !strstr(strstr(text, "MSG _P"), "}\r\n"));
    if (strstr(text, "MSG _P") && !strstr(text, "\"error\""))
        return true;
    load_fail(l, "nats: %s", text);
    return false;
}

static bool prepare(struct load *l) {
    int fd = load_dial(l->options->host, l->options->port);
    char text[512];
    if (fd < 0) {
        load_fail(l, "no nats-server");
        return false;
    }
    int size = snprintf(text, sizeof text, "%sSUB _P 1\r\n", connect_text);
    bool fine = send(fd, text, (size_t)size, MSG_NOSIGNAL) == size &&
                ask(l, fd, "$JS.API.STREAM.CREATE.H", stream_text) &&
                ask(l, fd, "$JS.API.CONSUMER.DURABLE.CREATE.H.C", consumer_text);
    close(fd);
    return fine;
}

// ---------------------------------------------------------------- work

static void hello(struct conn *c) {
    bytes_text(&c->out, "%s", connect_text);
    if (c->kind == CONN_FEED)
        bytes_text(&c->out, "SUB hall.* 1\r\nPING\r\n");
    else
        bytes_text(&c->out, "SUB _I.%u 1\r\nPING\r\n", c->index);
}

static void payload_add(struct bytes *b, uint64_t sent_ns) {
    load_payload(bytes_room(b, LOAD_PAYLOAD_SIZE), sent_ns);
    b->used += LOAD_PAYLOAD_SIZE;
    bytes_add(b, "\r\n", 2);
}

static void send_op(struct conn *c, enum op op, uint64_t now_ns) {
    struct own *own = c->own;
    if (op == OP_NEXT) {
        own->answers = 1 + (*own->reply != 0);
        if (*own->reply)
            bytes_text(&c->out, "PUB %s _I.%u 4\r\n+ACK\r\n", own->reply, c->index);
    }
    if (op == OP_CALL || op == OP_NEXT) {
        own->call_sent_ns = now_ns;
        bytes_text(&c->out, "PUB $JS.API.CONSUMER.MSG.NEXT.H.C _I.%u 0\r\n\r\n", c->index);
        return;
    }
    bytes_text(&c->out, "PUB hall.take _I.%u %d\r\n", c->index, LOAD_PAYLOAD_SIZE);
    payload_add(&c->out, now_ns);
}

// The ticket, or the answer to the ack of the one before, in any order.
static void next_take(struct conn *c, const char *reply, int reply_size) {
    struct own *own = c->own;
    if (reply_size >= REPLY_SIZE)
        load_fail(c->load, "nats: a reply subject of %d bytes", reply_size);
    else if (reply_size) {
        snprintf(own->reply, sizeof own->reply, "%.*s", reply_size, reply);
        bytes_text(&c->out, "PUB hall.called %d\r\n", LOAD_PAYLOAD_SIZE);
        payload_add(&c->out, own->call_sent_ns);
    }
    if (!--own->answers)
        load_reply(c, false);
}

// A message: "MSG subject sid [reply] size".
static void message_take(struct conn *c, const char *reply, int reply_size, const uint8_t *body,
                         size_t body_size) {
    struct own *own = c->own;
    if (c->kind == CONN_FEED) {
        load_event(c->load, load_payload_ns(body));
        return;
    }
    if (memmem(body, body_size, "\"error\"", 7))
        load_fail(c->load, "nats: %.*s", (int)body_size, body);
    if (c->flights[c->head].op == OP_NEXT) {
        next_take(c, reply, reply_size);
        return;
    }
    if (c->flights[c->head].op != OP_CALL || own->pulled) {
        own->pulled = false;
        load_reply(c, false);
        return;
    }
    own->pulled = true;
    bytes_text(&c->out, "PUB %.*s _I.%u 4\r\n+ACK\r\nPUB hall.called %d\r\n", reply_size, reply,
               c->index, LOAD_PAYLOAD_SIZE);
    payload_add(&c->out, own->call_sent_ns);
}

static size_t msg_read(struct conn *c, const uint8_t *p, size_t size, size_t line_size) {
    const char *words[6], *line = (const char *)p;
    int sizes[6], count = 0;
    for (size_t i = 0; i < line_size && count < 6;) {
        size_t from = i;
        while (i < line_size && line[i] != ' ' && line[i] != '\r')
            i++;
        words[count] = line + from;
        sizes[count++] = (int)(i - from);
        if (i < line_size && line[i] == '\r')
            break;
        i++;
    }
    if (count < 4) {
        load_fail(c->load, "nats: %.*s", (int)line_size, line);
        return line_size;
    }
    uint64_t body_size;
    if (!number_take(&words[count - 1], 0, INT32_MAX, &body_size)) {
        load_fail(c->load, "nats: %.*s", (int)line_size, line);
        return line_size;
    }
    if (line_size + body_size + 2 > size)
        return 0;
    message_take(c, count == 5 ? words[3] : "", count == 5 ? sizes[3] : 0, p + line_size,
                 body_size);
    return line_size + body_size + 2;
}

static size_t line_read(struct conn *c, const uint8_t *p, size_t size) {
    const uint8_t *line_end = memchr(p, '\n', size);
    if (!line_end)
        return 0;
    size_t line_size = (size_t)(line_end - p) + 1;
    if (!memcmp(p, "MSG ", 4))
        return msg_read(c, p, size, line_size);
    if (!memcmp(p, "PONG", 4))
        load_ready(c);
    else if (!memcmp(p, "PING", 4))
        bytes_text(&c->out, "PONG\r\n");
    else if (!memcmp(p, "-ERR", 4))
        load_fail(c->load, "nats: %.*s", (int)line_size, p);
    return line_size;
}

static size_t parse(struct conn *c, const uint8_t *data, size_t size) {
    size_t used = 0, part;
    while (size - used >= 5 && (part = line_read(c, data + used, size - used)))
        used += part;
    return used;
}

const struct driver driver_nats = {
    .name = "nats",
    .own_size = sizeof(struct own),
    .publishes = true,
    .mix = "tn",
    .prepare = prepare,
    .hello = hello,
    .parse = parse,
    .send = send_op,
};
