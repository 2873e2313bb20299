// feed.c - frames of a feed, handed to the follower of their hall. A frame is the topic, "<hall>.",
// and a packed FeedMessage; a frame "w." is the welcome.
//
// A feed that sends nothing at all for FEED_SILENT_MS is connected anew. ZeroMQ's heartbeat finds
// only a dead connection; the silence shows also a refused connection, which libzmq gives up.
#include "feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "base/loop/uvz.h"
#include "base/wire/wire.h"

#define FEED_BUDGET 256      // frames a round
#define FEED_TICK_MS 200     // how often staleness and retries are looked at
#define FEED_SILENT_MS 10000 // of a connection that has followers
#define FEED_TOPIC_SIZE 16   // ten digits, '.', NUL
#define FEED_WELCOME "w."

struct feed_socket {
    struct feed *feed;
    void *sub;
    struct uvz uvz;
};

// ---------------------------------------------------------------- frames

// The hall of a frame, 0 if the frame has no topic; *ret_len is the topic's length.
static uint32_t topic_hall(const char *frame, size_t size, size_t *ret_len) {
    uint64_t hall = 0;
    size_t i = 0;
    while (i < size && i < FEED_TOPIC_SIZE && frame[i] >= '0' && frame[i] <= '9')
        hall = hall * 10 + (uint64_t)(frame[i++] - '0');
    if (i == 0 || i >= size || frame[i] != '.' || hall > UINT32_MAX)
        return 0;
    *ret_len = i + 1;
    return (uint32_t)hall;
}

static void welcome(struct feed *f) {
    f->welcomed = true;
    for (struct followed *d = LIST_FIRST(&f->all); d; d = LIST_NEXT(d, entry))
        d->calls->welcomed(d);
}

static void message_take(struct feed *f, uint32_t hall, const void *packed, size_t size) {
    struct followed *d = feed_find(f, hall);
    if (!d)
        return;
    arena_reset(&f->message);
    const Hallq__FeedMessage *m =
        wire_unpack(&hallq__feed_message__descriptor, &f->message, packed, size);
    if (m)
        d->calls->message(d, m, packed, size);
}

static void frame_take(struct feed *f, const char *frame, size_t size) {
    size_t topic_len;
    f->heard_ms = uv_now(f->loop);
    if (size == strlen(FEED_WELCOME) && !memcmp(frame, FEED_WELCOME, size)) {
        welcome(f);
        return;
    }
    uint32_t hall = topic_hall(frame, size, &topic_len);
    if (hall)
        message_take(f, hall, frame + topic_len, size - topic_len);
}

static bool frame_cb(struct uvz *z) {
    struct feed_socket *s = z->data;
    zmq_msg_t message;
    zmq_msg_init(&message);
    bool taken = zmq_msg_recv(&message, s->sub, ZMQ_DONTWAIT) >= 0;
    if (taken && !s->feed->closing && s->feed->now == s)
        frame_take(s->feed, zmq_msg_data(&message), zmq_msg_size(&message));
    zmq_msg_close(&message);
    return taken;
}

static void round_cb(struct uvz *z) {
    struct feed_socket *s = z->data;
    for (struct followed *d = LIST_FIRST(&s->feed->all); d && !s->feed->closing;
         d = LIST_NEXT(d, entry))
        d->calls->round(d);
}

// ---------------------------------------------------------------- sockets

static void closed_check(struct feed *f) {
    if (f->closing && !f->sockets && !f->timer_open)
        f->closed_cb(f);
}

static void stopped_cb(struct uvz *z) {
    struct feed_socket *s = z->data;
    struct feed *f = s->feed;
    zmq_close(s->sub);
    free(s);
    f->sockets--;
    closed_check(f);
}

static void socket_stop(struct feed *f) {
    struct feed_socket *s = f->now;
    f->now = NULL;
    f->welcomed = false;
    if (s)
        uvz_stop(&s->uvz, stopped_cb);
}

static int socket_start(struct feed *f) {
    struct feed_socket *s = calloc(1, sizeof *s);
    if (!s)
        return ERR_NO_MEMORY;
    s->feed = f;
    s->sub = io_connect(f->io, ZMQ_SUB, f->keys, f->endpoint, NULL);
    int err = s->sub ? ERR_OK : ERR_INVALID;
    if (!err)
        err = uvz_start(&s->uvz, f->loop, s->sub, FEED_BUDGET, frame_cb, s);
    if (err) {
        if (s->sub)
            zmq_close(s->sub);
        free(s);
        return err;
    }
    s->uvz.round_cb = round_cb;
    zmq_setsockopt(s->sub, ZMQ_SUBSCRIBE, FEED_WELCOME, strlen(FEED_WELCOME));
    f->now = s;
    f->server_key = f->keys->server_key;
    f->sockets++;
    f->heard_ms = uv_now(f->loop);
    return ERR_OK;
}

static void subscribe(struct feed *f, const struct followed *d, int option) {
    char topic[FEED_TOPIC_SIZE];
    int len = snprintf(topic, sizeof topic, "%u.", d->hall);
    if (!f->now)
        return;
    zmq_setsockopt(f->now->sub, option, topic, (size_t)len);
    uvz_used(&f->now->uvz);
}

static void renew(struct feed *f) {
    socket_stop(f);
    if (socket_start(f))
        return; // the next tick tries again
    for (struct followed *d = LIST_FIRST(&f->all); d; d = LIST_NEXT(d, entry))
        if (!d->ended)
            subscribe(f, d, ZMQ_SUBSCRIBE);
}

// ---------------------------------------------------------------- followers

void feed_judge(struct feed *f) {
    for (struct followed *d = LIST_FIRST(&f->all); d && !f->closing; d = LIST_NEXT(d, entry))
        d->calls->judge(d);
}

struct followed *feed_find(const struct feed *f, uint32_t hall) {
    struct followed *d = LIST_FIRST(&f->all);
    while (d && (d->ended || d->hall != hall))
        d = LIST_NEXT(d, entry);
    return d;
}

// Takes out the followers that have ended, or all followers.
static void sweep(struct feed *f, bool all) {
    for (struct followed *d = LIST_FIRST(&f->all), *next; d; d = next) {
        next = LIST_NEXT(d, entry);
        if (!all && !d->ended)
            continue;
        LIST_REMOVE(d, entry);
        d->calls->destroy(d);
    }
}

// Whether the link has found the broker with the other server key since this feed connected.
static bool other_key(const struct feed *f) {
    return f->server_key != f->keys->server_key && f->link->state == HALLQ_LINK_UP;
}

static void tick_cb(uv_timer_t *timer) {
    struct feed *f = timer->data;
    sweep(f, false);
    if (f->count && (uv_now(timer->loop) - f->heard_ms > FEED_SILENT_MS || other_key(f)))
        renew(f);
    for (struct followed *d = LIST_FIRST(&f->all); d && !f->closing; d = LIST_NEXT(d, entry))
        d->calls->tick(d);
}

int feed_add(struct feed *f, struct followed *d) {
    if (f->closing)
        return ERR_CLOSED;
    int err = f->now ? ERR_OK : socket_start(f);
    if (err)
        return err;
    LIST_INSERT_HEAD(&f->all, d, entry);
    f->count++;
    subscribe(f, d, ZMQ_SUBSCRIBE);
    uv_timer_start(&f->timer, tick_cb, FEED_TICK_MS, FEED_TICK_MS);
    if (f->welcomed)
        d->calls->welcomed(d);
    return ERR_OK;
}

void feed_remove(struct feed *f, struct followed *d) {
    d->ended = true;
    subscribe(f, d, ZMQ_UNSUBSCRIBE);
    f->count--;
}

void feed_open(struct feed *f) {
    arena_init(&f->message, IO_UNPACK_MEMORY);
    uv_timer_init(f->loop, &f->timer);
    f->timer.data = f;
    f->timer_open = true;
}

static void timer_closed_cb(uv_handle_t *handle) {
    struct feed *f = handle->data;
    sweep(f, true);
    arena_fini(&f->message);
    f->timer_open = false;
    closed_check(f);
}

void feed_close(struct feed *f) {
    f->closing = true;
    for (struct followed *d = LIST_FIRST(&f->all); d; d = LIST_NEXT(d, entry))
        d->ended = true;
    socket_stop(f);
    uv_close((uv_handle_t *)&f->timer, timer_closed_cb);
}
