// load.h - the load generator: one epoll loop, non-blocking sockets, the same for every system.
//
// A driver knows one system's bytes. The loop owns the sockets, the clock, what is outstanding and
// the figures. Answers come in the order of the requests on each connection.
//
//     connect ─ all ready ─▶ fill ─ `waiting` tickets taken ─▶ warm ─ warm_s, and all were answered ─▶
//     measure ─ measure_s ─▶ end
#ifndef HALLQ_BENCH_LOAD_H
#define HALLQ_BENCH_LOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "bench/load/bytes.h"
#include "bench/load/histogram.h"
#include "bench/load/usage.h"

#define LOAD_PAYLOAD_SIZE 110 // of an event where we choose it; the first 20 are when it was sent
#define LOAD_FILL_WINDOW 64
#define LOAD_MIX_MAX 8

enum op {
    OP_TAKE, // take a ticket
    OP_CALL, // call the next one
    OP_FREE, // the counter is free again; systems without counters have no such thing
    OP_NEXT, // both in one: the counter ends the ticket that it called last, and calls the next one
};
#define OP_KINDS 4

enum conn_kind {
    CONN_CLIENT,
    CONN_FEED, // a subscriber
    CONN_IDLE, // connected, asks nothing
};

struct flight {
    uint64_t sent_ns;
    enum op op;
};

struct conn {
    struct load *load;
    int fd;
    uint32_t index; // among its kind
    enum conn_kind kind;
    bool ready;
    bool blocked;  // the kernel did not take all: waits for room
    bool answered; // since the filling
    struct bytes in, out;
    struct flight *flights; // a ring of load->room
    uint32_t head, count;
    uint32_t step; // place in the mix
    void *own;     // the driver's
};

struct driver {
    const char *name;
    size_t own_size;
    bool calls_pipelined; // a call may be sent before the answer to the last
    bool publishes;
    const char
        *mix; // what a client does over and over: t take, c call, f free, n next; "": no clients
    // prepare: once, before anybody connects (schema, scripts). False: said why on stderr. May be
    // NULL.
    bool (*prepare)(struct load *l);
    // hello: queues the first bytes of a connection.
    void (*hello)(struct conn *c);
    // parse: takes whole messages from the front of what arrived; returns the bytes used.
    size_t (*parse)(struct conn *c, const uint8_t *data, size_t size);
    // send: queues the (first) request of an operation.
    void (*send)(struct conn *c, enum op op, uint64_t now_ns);
    void (*fini)(struct conn *c); // may be NULL
};

struct load_options {
    const struct driver *driver;
    const char *host;
    uint16_t port, feed_port;
    uint32_t clients, window, subscribers, idle, waiting;
    uint32_t hall, halls, services; // of hallq
    double warm_s, measure_s;
    double rate; // operations a second; 0: closed loop
    const char *mix;
    pid_t server;
};

struct load_result {
    uint64_t ops[OP_KINDS];
    uint64_t empty;      // calls that found nobody
    uint64_t deliveries; // events at all subscribers
    uint64_t feed_bytes; // read by them
    uint64_t holes;      // times a subscriber missed something
    uint64_t unmatched;  // events whose command was not known
    double seconds;
    double fill_s;
    struct histogram reply, event;
    struct usage before, after;
};

enum load_phase { LOAD_CONNECT, LOAD_FILL, LOAD_WARM, LOAD_MEASURE, LOAD_END };

struct load {
    const struct load_options *options;
    struct load_result result;
    enum load_phase phase;
    struct conn *conns;
    uint32_t conn_count, ready_count, answered_count;
    uint32_t greeting_count; // clients and idle ones whose greeting is not over
    uint32_t room;           // flights of one connection
    int epoll;
    bool failed;
    bool opening; // connections are still being made
    uint64_t now_ns;
    uint64_t phase_end_ns;
    uint32_t fill_sent, fill_done;
    uint64_t due_ns; // paced: of the next operation
    uint32_t due_conn;
    bool due_waits; // for a client with room: only an answer can bring one
};

uint64_t load_clock_ns(void);

// load_run: false if it failed; why stands on stderr.
bool load_run(struct load *l, const struct load_options *options);

// For drivers.

// load_dial: a connected blocking socket with a limit on reading, -1 on failure.
int load_dial(const char *host, uint16_t port);

// load_ready: the connection's greeting is over.
void load_ready(struct conn *c);

// load_op: what a letter of a mix stands for.
enum op load_op(char letter);

// load_reply: the oldest request of the connection was answered. `empty`: a call found nobody, and does not count.
// Returns when the request was sent.
uint64_t load_reply(struct conn *c, bool empty);

// load_event: an event arrived whose command was sent at sent_ns.
void load_event(struct load *l, uint64_t sent_ns);

// load_fail: ends the run; the text says why.
void load_fail(struct load *l, const char *format, ...) __attribute__((format(printf, 2, 3)));

// load_payload: LOAD_PAYLOAD_SIZE bytes of which the first 20 are the time in digits.
void load_payload(uint8_t *payload, uint64_t sent_ns);
uint64_t load_payload_ns(const uint8_t *payload);

extern const struct driver driver_hallq, driver_redis, driver_postgres, driver_beanstalkd,
    driver_nats, driver_pub;

#endif
