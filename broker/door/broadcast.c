// broadcast.c - an XPUB socket. Its topics are a hall's number and a '.', so that no topic is the
// beginning of another: "7." A subscriber is greeted by the message "w.", which tells it that its
// connection is live. libzmq passes up the first subscription and the last unsubscription of each
// topic; from these the socket knows which halls have subscribers.
//
// libzmq keeps every topic that a peer asks for, a node for each byte, so the topics are bounded
// here: over TOPICS_SIZE_MAX all peers are cut off and come back with the topics that they really
// follow.
#include "broker/door/broadcast.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <zmq.h>

#include "base/limit.h"
#include "broker/door/socket.h"

#define WELCOME "w."
#define SEND_MAX 1000         // messages kept for one slow reader; later ones are lost: a hole
#define SUBSCRIPTION_MAX 1024 // the frames of a CURVE handshake count too: up to about 600 bytes
#define BUDGET 256
#define TOPICS_SIZE_MAX (4 * LIMIT_HALLS * 6) // a topic has up to 6 bytes: "99999."
#define RETRY_MS 10
#define TOPIC_SIZE 16

static int socket_open(struct broadcast *b, const char *endpoint) {
    struct socket_plan plan = {
        .type = ZMQ_XPUB,
        .io_thread = IO_FEEDS,
        .domain = b->domain,
        .size_max = SUBSCRIPTION_MAX,
        .send_max = SEND_MAX,
        .receive_max = BUDGET,
        .welcome = WELCOME,
    };
    char bound[NET_ENDPOINT_SIZE];
    int err = socket_bind(b->net, &plan, endpoint, &b->socket, bound);
    if (!err)
        memcpy(b->endpoint, bound, sizeof bound);
    return err;
}

// Returns the hall of a topic, 0 if the topic is not exactly one hall's.
static uint32_t topic_hall(const char *topic, size_t topic_size) {
    uint32_t hall = 0;
    if (topic_size < 2 || topic_size > 6 || topic[topic_size - 1] != '.' || topic[0] == '0')
        return 0;
    for (size_t i = 0; i + 1 < topic_size; i++) {
        if (topic[i] < '0' || topic[i] > '9')
            return 0;
        hall = hall * 10 + (uint32_t)(topic[i] - '0');
    }
    return hall;
}

static void hall_set(struct broadcast *b, uint32_t hall, bool heard) {
    uint64_t bit = UINT64_C(1) << hall % 64;
    if (heard)
        b->heard[hall / 64] |= bit;
    else
        b->heard[hall / 64] &= ~bit;
}

static void topic_take(struct broadcast *b, bool wanted, const char *topic, size_t topic_size) {
    uint32_t hall = topic_hall(topic, topic_size);
    if (wanted)
        b->topics_size += topic_size;
    else
        b->topics_size -= topic_size < b->topics_size ? topic_size : b->topics_size;
    if (hall)
        hall_set(b, hall, wanted);
    else if (topic_size == strlen(WELCOME) && !memcmp(topic, WELCOME, topic_size))
        return;
    else if (wanted)
        b->loose_count++;
    else if (b->loose_count)
        b->loose_count--;
}

static bool in_cb(struct uvz *z) {
    struct broadcast *b = z->data;
    char frame[SUBSCRIPTION_MAX];
    int size = zmq_recv(b->socket, frame, sizeof frame, ZMQ_DONTWAIT);
    if (size < 0)
        return false;
    if (size > (int)sizeof frame)
        size = sizeof frame;
    if (size && (frame[0] == 0 || frame[0] == 1)) // any other frame is a peer's own message
        topic_take(b, frame[0], frame + 1, (size_t)size - 1);
    if (b->topics_size > TOPICS_SIZE_MAX)
        broadcast_reopen(b);
    return !b->reopening;
}

static int listen_start(struct broadcast *b) {
    int err = uvz_start(&b->uvz, b->loop, b->socket, BUDGET, in_cb, b);
    if (err)
        socket_close(&b->socket, 0);
    return err;
}

int broadcast_start(struct broadcast *b, const struct net *n, uv_loop_t *loop, const char *endpoint,
                    const char *domain) {
    *b = (struct broadcast){.net = n, .loop = loop, .domain = domain};
    int err = socket_open(b, endpoint);
    if (!err)
        err = listen_start(b);
    if (err)
        return err;
    uv_timer_init(loop, &b->retry);
    b->retry.data = b;
    b->retry_open = true;
    return ERR_OK;
}

bool broadcast_heard(const struct broadcast *b, uint32_t hall) {
    if (b->loose_count)
        return true;
    return hall <= LIMIT_HALL_ID && b->heard[hall / 64] >> hall % 64 & 1;
}

int broadcast_send(struct broadcast *b, uint32_t hall, const void *body, size_t body_size) {
    char topic[TOPIC_SIZE];
    zmq_msg_t frame;
    if (!b->socket || b->reopening)
        return ERR_CLOSED;
    size_t topic_size = (size_t)snprintf(topic, sizeof topic, "%u.", hall);
    if (zmq_msg_init_size(&frame, topic_size + body_size))
        return ERR_NO_MEMORY;
    memcpy(zmq_msg_data(&frame), topic, topic_size);
    memcpy((char *)zmq_msg_data(&frame) + topic_size, body, body_size);
    uvz_used(&b->uvz);
    if (zmq_msg_send(&frame, b->socket, ZMQ_DONTWAIT) < 0) {
        zmq_msg_close(&frame);
        return ERR_AGAIN;
    }
    b->out_count++;
    return ERR_OK;
}

// How a socket is opened again: the address is free only when libzmq's own thread has let it go.
//
//     reopen ── handles closed ──▶ socket closed ── bind ──▶ open
//                                        ▲             │ ERR_BUSY
//                                        └── RETRY_MS ─┘
static void retry_cb(uv_timer_t *t) {
    struct broadcast *b = t->data;
    if (b->stopping)
        return;
    int err = socket_open(b, b->endpoint);
    if (!err)
        err = listen_start(b);
    if (err)
        uv_timer_start(&b->retry, retry_cb, RETRY_MS, 0);
    else
        b->reopening = false;
}

static void retry_closed_cb(uv_handle_t *h) {
    struct broadcast *b = h->data;
    if (b->stopped_cb)
        b->stopped_cb(b->arg);
}

static void uvz_stopped_cb(struct uvz *z) {
    struct broadcast *b = z->data;
    socket_close(&b->socket, 0);
    if (b->stopping)
        uv_close((uv_handle_t *)&b->retry, retry_closed_cb);
    else
        uv_timer_start(&b->retry, retry_cb, 0, 0);
}

void broadcast_reopen(struct broadcast *b) {
    if (b->reopening || b->stopping || !b->socket)
        return;
    b->reopening = true;
    b->reopen_count++;
    b->topics_size = b->loose_count = 0;
    memset(b->heard, 0, sizeof b->heard);
    uvz_stop(&b->uvz, uvz_stopped_cb);
}

void broadcast_stop(struct broadcast *b, void (*stopped_cb)(void *arg), void *arg) {
    if (!b->retry_open || b->stopping)
        return;
    b->stopping = true;
    b->stopped_cb = stopped_cb;
    b->arg = arg;
    if (b->socket && !b->reopening)
        uvz_stop(&b->uvz, uvz_stopped_cb);
    else if (!b->socket)
        uv_close((uv_handle_t *)&b->retry, retry_closed_cb);
    // else: the socket's handles are closing already; uvz_stopped_cb goes on from there
}
