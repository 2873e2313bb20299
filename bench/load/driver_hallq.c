// driver_hallq.c - our own broker, without keys: each client is a kiosk and a counter terminal on
// one connection, its clerk signed on beforehand (bench/lib/halls.py). A counter that called must be free before it
// calls again: the called customer does not come (no_show, with calls_before_no_show 1), said with the next call in one
// command or, as brokers before it could, in one of its own.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/load/field.h"
#include "bench/load/load.h"
#include "bench/load/request.h"
#include "bench/load/zmtp.h"
#include "command.pb-c.h"

#define MATCH_COUNT (1u << 20) // tickets on their way to subscribers at a time
#define EARLY_MAX (1u << 16)

struct own {
    struct zmtp zmtp;
    struct request requests[OP_KINDS];
    uint32_t number;   // of the last request
    uint32_t answered; // of the last answer
    bool calling;      // its counter has somebody, as far as it has asked
    uint64_t upto;     // of a subscriber
};

// When the command that names a ticket was sent, and events that came before its answer.
struct match {
    uint64_t key;
    uint64_t sent_ns;
};
struct early {
    uint64_t key;
    uint64_t at_ns;
};
static struct match *matches;
static struct early *earlies;
static uint32_t early_count;

static uint64_t match_key(uint64_t ticket, enum op op) {
    return ticket * 4 + op + 1;
}

static void match_put(struct load *l, uint64_t key, uint64_t sent_ns) {
    uint32_t kept = 0;
    matches[key % MATCH_COUNT] = (struct match){key, sent_ns};
    for (uint32_t i = 0; i < early_count; i++) {
        if (earlies[i].key != key) {
            earlies[kept++] = earlies[i];
        } else {
            uint64_t now_ns = l->now_ns;
            l->now_ns = earlies[i].at_ns;
            load_event(l, sent_ns);
            l->now_ns = now_ns;
        }
    }
    early_count = kept;
}

static void match_event(struct load *l, uint64_t key) {
    const struct match *m = &matches[key % MATCH_COUNT];
    if (m->key == key)
        load_event(l, m->sent_ns);
    else if (early_count < EARLY_MAX)
        earlies[early_count++] = (struct early){key, l->now_ns};
    else
        l->result.unmatched++;
}

// ---------------------------------------------------------------- requests

static void hello(struct conn *c) {
    struct own *own = c->own;
    zmtp_hello(&c->out, c->kind == CONN_FEED ? "SUB" : "DEALER");
    requests_make(own->requests, c->index, c->load->options->services, true);
    own->number = own->answered = REQUEST_NUMBER_FIRST;
}

static void send_op(struct conn *c, enum op op, uint64_t now_ns) {
    struct own *own = c->own;
    struct request *r = &own->requests[op == OP_NEXT && !own->calling ? OP_CALL : op];
    const struct load_options *o = c->load->options;
    (void)now_ns;
    if (op != OP_TAKE)
        own->calling = op != OP_FREE;
    // With more halls than clients each client goes round the halls that are its own.
    own->number++;
    uint32_t turns = (o->halls + o->clients - 1) / o->clients;
    uint32_t hall = (c->index + own->number % turns * o->clients) % o->halls;
    request_set(r, o->hall + hall, own->number);
    zmtp_frame(&c->out, r->data, r->size);
}

// ---------------------------------------------------------------- answers

#define REPLY_NUMBER 2
#define REPLY_REFUSAL 16
#define REPLY_DONE 17
#define DONE_TICKET 1
#define DONE_ENDED 440
#define DONE_NOT_CALLED 441

struct answer {
    uint32_t number;
    uint64_t refusal, ticket, ended, not_called;
};

static void done_read(struct answer *a, const uint8_t *data, size_t size) {
    struct field f = field_walk(data, size);
    while (field_next(&f)) {
        if (f.number == DONE_TICKET)
            a->ticket = field_value(f.data, f.size, 1);
        else if (f.number == DONE_ENDED)
            a->ended = field_value(f.data, f.size, 1);
        else if (f.number == DONE_NOT_CALLED)
            a->not_called = f.value;
    }
}

static struct answer answer_read(const uint8_t *frame, size_t frame_size) {
    struct answer a = {0};
    struct field f = field_walk(frame, frame_size);
    while (field_next(&f)) {
        if (f.number == REPLY_NUMBER)
            a.number = (uint32_t)f.value;
        else if (f.number == REPLY_REFUSAL)
            a.refusal = field_value(f.data, f.size, 1);
        else if (f.number == REPLY_DONE)
            done_read(&a, f.data, f.size);
    }
    return a;
}

// A call that found nobody; those sent after it before that was known may find the counter free.
static bool found_nobody(const struct answer *a, enum op op) {
    return a->refusal == HALLQ__REFUSAL__REASON__NOTHING_WAITING || a->not_called ||
           (a->refusal == HALLQ__REFUSAL__REASON__COUNTER_FREE && op == OP_NEXT);
}

static void reply_cb(void *arg, const uint8_t *frame, size_t frame_size) {
    struct conn *c = arg;
    struct own *own = c->own;
    struct answer a = answer_read(frame, frame_size);
    enum op op = c->flights[c->head].op;
    bool nobody = found_nobody(&a, op);
    if (a.number != ++own->answered)
        load_fail(c->load, "answers changed places: %u, not %u", a.number, own->answered);
    if (a.refusal && !nobody)
        load_fail(c->load, "operation %d of client %u was refused: %u", (int)op, c->index,
                  (unsigned)a.refusal);
    if (a.not_called || a.refusal == HALLQ__REFUSAL__REASON__NOTHING_WAITING)
        own->calling = false;
    uint64_t sent_ns = load_reply(c, nobody);
    if (!c->load->options->subscribers)
        return;
    if (a.ticket)
        match_put(c->load, match_key(a.ticket, op == OP_NEXT ? OP_CALL : op), sent_ns);
    if (a.ended)
        match_put(c->load, match_key(a.ended, OP_FREE), sent_ns);
}

#define MESSAGE_BATCH 1
#define BATCH_AFTER 3
#define BATCH_UPTO 4
#define BATCH_EVENT 5
#define EVENT_ISSUED 10
#define EVENT_CALLED 12
#define EVENT_NO_SHOW 19

static void event_take(struct load *l, const uint8_t *data, size_t size) {
    struct field f = field_walk(data, size);
    while (field_next(&f)) {
        if (f.number < EVENT_ISSUED)
            continue;
        enum op op = f.number == EVENT_ISSUED   ? OP_TAKE
                     : f.number == EVENT_CALLED ? OP_CALL
                                                : OP_FREE;
        if (op != OP_FREE || f.number == EVENT_NO_SHOW)
            match_event(l, match_key(field_value(f.data, f.size, 1), op));
        return;
    }
}

static void feed_cb(void *arg, const uint8_t *frame, size_t frame_size) {
    struct conn *c = arg;
    struct own *own = c->own;
    const uint8_t *body = memchr(frame, '.', frame_size);
    if (!body || frame[0] == 'w')
        return;
    load_ready(c); // the first heartbeat: the subscription lives
    body++;
    struct field batch = field_message(body, (size_t)(frame + frame_size - body), MESSAGE_BATCH);
    while (field_next(&batch)) {
        if (batch.number == BATCH_AFTER && c->load->options->halls == 1) {
            c->load->result.holes += own->upto && batch.value != own->upto;
        } else if (batch.number == BATCH_UPTO) {
            own->upto = batch.value;
        } else if (batch.number == BATCH_EVENT) {
            event_take(c->load, batch.data, batch.size);
        }
    }
}

static size_t parse(struct conn *c, const uint8_t *data, size_t size) {
    struct own *own = c->own;
    bool was_ready = own->zmtp.ready;
    size_t used =
        zmtp_parse(&own->zmtp, data, size, &c->out, c->kind == CONN_FEED ? feed_cb : reply_cb, c);
    if (used == (size_t)-1) {
        load_fail(c->load, "the broker does not speak ZMTP 3 without keys");
        return size;
    }
    if (own->zmtp.ready && !was_ready) {
        if (c->kind != CONN_FEED)
            load_ready(c);
        char topic[16] = "\1";
        size_t topic_size = 1;
        if (c->load->options->halls == 1)
            topic_size +=
                (size_t)snprintf(topic + 1, sizeof topic - 1, "%u.", c->load->options->hall);
        if (c->kind == CONN_FEED)
            zmtp_frame(&c->out, topic, topic_size);
    }
    return used;
}

static bool prepare(struct load *l) {
    (void)l;
    matches = calloc(MATCH_COUNT, sizeof *matches);
    earlies = calloc(EARLY_MAX, sizeof *earlies);
    return matches && earlies;
}

const struct driver driver_hallq = {
    .name = "hallq",
    .own_size = sizeof(struct own),
    .calls_pipelined = true,
    .publishes = true,
    .mix = "tn",
    .prepare = prepare,
    .hello = hello,
    .parse = parse,
    .send = send_op,
};
