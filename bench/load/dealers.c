// hallq-load-dealers - drives hallqd with libzmq's own sockets, with keys or without: the same
// client both times, so that the difference is what CURVE costs. Each client has two DEALERs, a
// kiosk and a counter terminal, and one request outstanding; clients and subscribers share one I/O
// thread.
//
// Keys come on the standard input, one line of words in Z85 each:
//     the server's key
//     public and secret key of the subscribers
//     for each client: public and secret key of its kiosk, public and secret key of its terminal
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "base/number.h"
#include "bench/load/field.h"
#include "bench/load/histogram.h"
#include "bench/load/load.h"
#include "bench/load/request.h"

#define KEY_SIZE 41
#define MIX "tn"
#define SERVICES 26
#define CLIENTS_MAX 100000
#define SECONDS_MAX 86400 // a day

struct client {
    void *sockets[2]; // kiosk, counter
    struct request requests[OP_KINDS];
    uint32_t number, step;
    bool calling; // its counter has somebody
    uint64_t sent_ns;
};

struct dealers {
    const char *commands, *public_feed;
    uint32_t client_count, subscriber_count;
    double warm_s, measure_s;
    bool keyed;
    pid_t server;
    char server_key[KEY_SIZE];
    void *context;
    struct client *clients;
    zmq_pollitem_t *items;
    struct histogram reply;
    uint64_t ops, deliveries, refused;
    bool measuring;
};

static void die(const char *what) {
    fprintf(stderr, "hallq-load-dealers: %s: %s\n", what, zmq_strerror(zmq_errno()));
    exit(EXIT_FAILURE);
}

static void keys_read(struct dealers *d, void *socket) {
    char public_key[KEY_SIZE], secret_key[KEY_SIZE];
    if (scanf("%40s %40s", public_key, secret_key) != 2)
        die("keys are missing");
    zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, d->server_key, KEY_SIZE);
    zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, public_key, KEY_SIZE);
    zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, secret_key, KEY_SIZE);
}

static void *socket_open(struct dealers *d, int type) {
    int zero = 0;
    void *socket = zmq_socket(d->context, type);
    if (!socket)
        die("socket");
    zmq_setsockopt(socket, ZMQ_LINGER, &zero, sizeof zero);
    zmq_setsockopt(socket, ZMQ_RCVHWM, &zero, sizeof zero);
    return socket;
}

static void socket_connect(void *socket, const char *endpoint) {
    if (zmq_connect(socket, endpoint))
        die(endpoint);
}

static void subscribers_open(struct dealers *d) {
    char public_key[KEY_SIZE], secret_key[KEY_SIZE];
    if (d->keyed && scanf("%40s %40s %40s", d->server_key, public_key, secret_key) != 3)
        die("keys are missing");
    for (uint32_t i = 0; i < d->subscriber_count; i++) {
        void *socket = socket_open(d, ZMQ_SUB);
        if (d->keyed) {
            zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, d->server_key, KEY_SIZE);
            zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, public_key, KEY_SIZE);
            zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, secret_key, KEY_SIZE);
        }
        zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "1.", 2);
        socket_connect(socket, d->public_feed);
        d->items[2 * d->client_count + i] = (zmq_pollitem_t){socket, 0, ZMQ_POLLIN, 0};
    }
}

static void clients_open(struct dealers *d) {
    for (uint32_t i = 0; i < d->client_count; i++) {
        struct client *c = &d->clients[i];
        requests_make(c->requests, i, SERVICES, !d->keyed);
        c->number = REQUEST_NUMBER_FIRST;
        for (int k = 0; k < 2; k++) {
            c->sockets[k] = socket_open(d, ZMQ_DEALER);
            if (d->keyed)
                keys_read(d, c->sockets[k]);
            socket_connect(c->sockets[k], d->commands);
            d->items[2 * i + (uint32_t)k] = (zmq_pollitem_t){c->sockets[k], 0, ZMQ_POLLIN, 0};
        }
    }
}

static void client_send(struct client *c) {
    enum op op = load_op(MIX[c->step++ % strlen(MIX)]);
    struct request *r = &c->requests[op == OP_NEXT && !c->calling ? OP_CALL : op];
    c->calling |= op == OP_NEXT;
    request_set(r, 1, ++c->number);
    c->sent_ns = load_clock_ns();
    if (zmq_send(c->sockets[op != OP_TAKE], r->data, r->size, 0) < 0)
        die("send");
}

static void client_take(struct dealers *d, struct client *c, void *socket) {
    uint8_t frame[4096];
    int size = zmq_recv(socket, frame, sizeof frame, ZMQ_DONTWAIT);
    if (size < 0)
        return;
    if (d->measuring) {
        histogram_add(&d->reply, load_clock_ns() - c->sent_ns);
        d->ops++;
    }
    struct field f = field_walk(frame, (size_t)size < sizeof frame ? (size_t)size : sizeof frame);
    while (field_next(&f))
        if (f.number == 16) {
            d->refused++;
            fprintf(stderr, "refused: %u\n", (unsigned)field_value(f.data, f.size, 1));
            exit(EXIT_FAILURE);
        }
    client_send(c);
}

static void subscriber_take(struct dealers *d, void *socket) {
    uint8_t frame[65536];
    int size;
    while ((size = zmq_recv(socket, frame, sizeof frame, ZMQ_DONTWAIT)) > 0) {
        const uint8_t *body = memchr(frame, '.', (size_t)size);
        struct field f = {0};
        if (body && (size_t)size <= sizeof frame)
            f = field_message(body + 1, (size_t)(frame + size - body - 1), 1);
        while (field_next(&f))
            d->deliveries += f.number == 5 && d->measuring;
    }
}

static void round_do(struct dealers *d) {
    uint32_t count = 2 * d->client_count + d->subscriber_count;
    if (zmq_poll(d->items, (int)count, 100) < 0)
        die("poll");
    for (uint32_t i = 0; i < count; i++) {
        if (!(d->items[i].revents & ZMQ_POLLIN))
            continue;
        if (i < 2 * d->client_count)
            client_take(d, &d->clients[i / 2], d->items[i].socket);
        else
            subscriber_take(d, d->items[i].socket);
    }
}

static void rounds_for(struct dealers *d, double seconds) {
    uint64_t end_ns = load_clock_ns() + (uint64_t)(seconds * 1e9);
    while (load_clock_ns() < end_ns)
        round_do(d);
}

static void run(struct dealers *d) {
    struct usage before, after;
    subscribers_open(d);
    clients_open(d);
    for (uint32_t i = 0; i < d->client_count; i++)
        client_send(&d->clients[i]);
    rounds_for(d, d->warm_s);
    usage_take(&before, d->server);
    uint64_t from_ns = load_clock_ns();
    d->measuring = true;
    rounds_for(d, d->measure_s);
    double seconds = (double)(load_clock_ns() - from_ns) / 1e9;
    usage_take(&after, d->server);
    printf("{\"system\":\"hallq-dealers\",\"clients\":%u,\"subscribers\":%u,\"keyed\":%s,"
           "\"seconds\":%.3f,\"ops_s\":%.1f,\"reply\":{\"p50_us\":%.1f,\"p99_us\":%.1f,"
           "\"p999_us\":%.1f},\"deliveries_s\":%.1f,\"cpu_ms_per_1000\":%.2f,\"pss_kib\":%" PRIu64
           "}\n",
           d->client_count, d->subscriber_count, d->keyed ? "true" : "false", seconds,
           (double)d->ops / seconds, (double)histogram_at(&d->reply, .5) / 1e3,
           (double)histogram_at(&d->reply, .99) / 1e3, (double)histogram_at(&d->reply, .999) / 1e3,
           (double)d->deliveries / seconds,
           d->ops ? (double)(after.cpu_ms - before.cpu_ms) * 1000 / (double)d->ops : 0,
           after.pss_kib);
}

int main(int argc, char **argv) {
    static struct dealers d;
    uint32_t server = 0;
    if (argc != 9 || !number_read_32(argv[3], 1, CLIENTS_MAX, &d.client_count) ||
        !number_read_32(argv[4], 0, CLIENTS_MAX, &d.subscriber_count) ||
        !number_read_real(argv[5], 0, SECONDS_MAX, &d.warm_s) ||
        !number_read_real(argv[6], 0, SECONDS_MAX, &d.measure_s) ||
        !number_read_32(argv[8], 0, INT32_MAX, &server)) {
        fputs("usage: hallq-load-dealers COMMANDS PUBLIC-FEED CLIENTS SUBSCRIBERS WARM-S SECONDS "
              "open|keyed SERVER-PID\n",
              stderr);
        return 2;
    }
    d.commands = argv[1];
    d.public_feed = argv[2];
    d.keyed = !strcmp(argv[7], "keyed");
    d.server = (pid_t)server;
    d.context = zmq_ctx_new();
    d.clients = calloc(d.client_count, sizeof *d.clients);
    d.items = calloc(2 * d.client_count + d.subscriber_count, sizeof *d.items);
    if (!d.context || !d.clients || !d.items)
        die("memory");
    run(&d);
    fflush(stdout);
    _Exit(EXIT_SUCCESS); // the sockets go with the process
}
