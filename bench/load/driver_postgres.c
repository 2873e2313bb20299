// driver_postgres.c - PostgreSQL by its protocol 3.0: prepared statements, each operation one
// statement and so one transaction. FOR UPDATE SKIP LOCKED finds the next ticket; NOTIFY publishes.
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/count.h"
#include "bench/load/load.h"

#define PROTOCOL 196608 // 3.0

static const char schema[] = "DROP TABLE IF EXISTS ticket;"
                             "CREATE TABLE ticket (id bigserial PRIMARY KEY, state smallint NOT "
                             "NULL, device int, counter int);"
                             "CREATE INDEX waiting ON ticket (id) WHERE state = 0;";
static const char schema_called[] = "CREATE INDEX called ON ticket (counter) WHERE state = 1;";

static const struct {
    const char *name, *text;
} statements[] = {
    {"t", "WITH t AS (INSERT INTO ticket (state, device) VALUES (0, 1) RETURNING id) "
          "SELECT id, pg_notify('events', $1) FROM t"},
    {"c", "WITH f AS (SELECT id FROM ticket WHERE state = 0 ORDER BY id LIMIT 1 FOR UPDATE SKIP "
          "LOCKED), "
          "c AS (UPDATE ticket SET state = 1, counter = 1 FROM f WHERE ticket.id = f.id RETURNING "
          "ticket.id) "
          "SELECT id, pg_notify('events', $1) FROM c"},
    // With the end of the ticket that the counter has; one event for both.
    {"n",
     "WITH p AS (UPDATE ticket SET state = 2 WHERE counter = $2::int AND state = 1), "
     "f AS (SELECT id FROM ticket WHERE state = 0 ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED), "
     "c AS (UPDATE ticket SET state = 1, counter = $2::int FROM f WHERE ticket.id = f.id RETURNING "
     "ticket.id) "
     "SELECT id, pg_notify('events', $1) FROM c"},
};
#define STATEMENTS COUNT(statements)

enum { STARTING, PREPARING, READY };

struct own {
    int state;
    bool rows; // the statement that runs gave one
};

static void number_add(struct bytes *b, uint32_t value, int size) {
    uint8_t data[4] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
                       (uint8_t)value};
    bytes_add(b, data + 4 - size, (size_t)size);
}

// A message is its letter, its size (written when it is whole) and its body.
static size_t message_begin(struct bytes *b, char letter) {
    if (letter)
        bytes_add(b, &letter, 1);
    number_add(b, 0, 4);
    return bytes_left(b) - 4;
}

static void message_end(struct bytes *b, size_t at) {
    uint32_t size = htonl((uint32_t)(bytes_left(b) - at));
    memcpy(b->data + b->taken + at, &size, 4);
}

static void text_message(struct bytes *b, char letter, const char *text) {
    size_t at = message_begin(b, letter);
    bytes_add(b, text, strlen(text) + 1);
    message_end(b, at);
}

static void startup_add(struct bytes *b) {
    static const char words[] = "user\0bench\0database\0postgres\0";
    size_t at = message_begin(b, 0);
    number_add(b, PROTOCOL, 4);
    bytes_add(b, words, sizeof words);
    message_end(b, at);
}

static void sync_add(struct bytes *b) {
    message_end(b, message_begin(b, 'S'));
}

static void parse_add(struct bytes *b, const char *name, const char *text) {
    size_t at = message_begin(b, 'P');
    bytes_add(b, name, strlen(name) + 1);
    bytes_add(b, text, strlen(text) + 1);
    number_add(b, 0, 2);
    message_end(b, at);
}

// A whole message at the front: its size with the letter, else 0.
static size_t message_size(const uint8_t *p, size_t size) {
    if (size < 5)
        return 0;
    size_t whole = 1 + ((size_t)p[1] << 24 | (size_t)p[2] << 16 | (size_t)p[3] << 8 | p[4]);
    return whole <= size ? whole : 0;
}

// An error is fields of a letter and a text; M is what it says to people.
static void error_tell(struct load *l, const uint8_t *p, size_t size) {
    for (size_t at = 5; at + 1 < size; at += strnlen((const char *)p + at, size - at) + 1)
        if (p[at] == 'M')
            load_fail(l, "postgres: %s", p + at + 1);
    load_fail(l, "postgres: an error");
}

// ---------------------------------------------------------------- the schema

static bool wait_until_ready(struct load *l, int fd, struct bytes *in) {
    for (;;) {
        size_t part = message_size(bytes_front(in), bytes_left(in));
        if (!part) {
            ssize_t got = recv(fd, bytes_room(in, 4096), 4096, 0);
            if (got <= 0) {
                load_fail(l, "postgres ended the connection");
                return false;
            }
            in->used += (size_t)got;
            continue;
        }
        char letter = (char)*bytes_front(in);
        if (letter == 'E')
            error_tell(l, bytes_front(in), part);
        bytes_take(in, part);
        if (letter == 'Z' || letter == 'E')
            return letter == 'Z';
    }
}

static bool prepare(struct load *l) {
    struct bytes out = {0}, in = {0};
    int fd = load_dial(l->options->host, l->options->port);
    if (fd < 0) {
        load_fail(l, "no postgres");
        return false;
    }
    startup_add(&out);
    bool fine = send(fd, bytes_front(&out), bytes_left(&out), MSG_NOSIGNAL) > 0 &&
                wait_until_ready(l, fd, &in);
    bytes_take(&out, bytes_left(&out));
    const char *texts[] = {schema, strchr(l->options->mix, 'n') ? schema_called : NULL};
    for (size_t i = 0; i < 2 && texts[i] && fine; i++) {
        text_message(&out, 'Q', texts[i]);
        fine = send(fd, bytes_front(&out), bytes_left(&out), MSG_NOSIGNAL) > 0 &&
               wait_until_ready(l, fd, &in);
        bytes_take(&out, bytes_left(&out));
    }
    close(fd);
    bytes_fini(&out);
    bytes_fini(&in);
    return fine;
}

// ---------------------------------------------------------------- work

static void hello(struct conn *c) {
    startup_add(&c->out);
}

static void send_op(struct conn *c, enum op op, uint64_t now_ns) {
    struct bytes *b = &c->out;
    size_t at = message_begin(b, 'B');
    bytes_add(b,
              op == OP_NEXT   ? "\0n"
              : op == OP_CALL ? "\0c"
                              : "\0t",
              3); // the unnamed portal of a statement
    number_add(b, 0, 2);
    number_add(b, op == OP_NEXT ? 2 : 1, 2);
    number_add(b, LOAD_PAYLOAD_SIZE, 4);
    load_payload(bytes_room(b, LOAD_PAYLOAD_SIZE), now_ns);
    b->used += LOAD_PAYLOAD_SIZE;
    if (op == OP_NEXT) {
        char counter[16];
        int size = snprintf(counter, sizeof counter, "%u", c->index);
        number_add(b, (uint32_t)size, 4);
        bytes_add(b, counter, (size_t)size);
    }
    number_add(b, 0, 2);
    message_end(b, at);
    at = message_begin(b, 'E');
    bytes_add(b, "", 1);
    number_add(b, 0, 4);
    message_end(b, at);
    sync_add(b);
}

static void ready_for_query(struct conn *c) {
    struct own *own = c->own;
    if (own->state == READY && !c->ready)
        load_ready(c);
    else if (own->state == READY)
        load_reply(c, !own->rows);
    own->rows = false;
    if (own->state == PREPARING) {
        own->state = READY;
        load_ready(c);
    } else if (own->state == STARTING) {
        own->state = PREPARING;
        if (c->kind == CONN_FEED) {
            text_message(&c->out, 'Q', "LISTEN events");
            return;
        }
        for (size_t i = 0; i < STATEMENTS; i++)
            parse_add(&c->out, statements[i].name, statements[i].text);
        sync_add(&c->out);
    }
}

static void message_take(struct conn *c, const uint8_t *p, size_t size) {
    struct own *own = c->own;
    if (*p == 'E')
        error_tell(c->load, p, size);
    else if (*p == 'D')
        own->rows = true;
    else if (*p == 'A') // letter, size, process, "events", payload
        load_event(c->load, load_payload_ns(p + 9 + sizeof "events"));
    else if (*p == 'Z')
        ready_for_query(c);
}

static size_t parse(struct conn *c, const uint8_t *data, size_t size) {
    size_t used = 0, part;
    while ((part = message_size(data + used, size - used))) {
        message_take(c, data + used, part);
        used += part;
    }
    return used;
}

const struct driver driver_postgres = {
    .name = "postgres",
    .own_size = sizeof(struct own),
    .calls_pipelined = true,
    .publishes = true,
    .mix = "tn",
    .prepare = prepare,
    .hello = hello,
    .parse = parse,
    .send = send_op,
};
