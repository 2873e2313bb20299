// uvz_test.c - no message waits although the loop sleeps, whoever took the signal of its coming;
// and a socket that nobody touched costs nothing.
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <zmq.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/loop/uvz.h"

#define WAIT_MS 30000

// How often libzmq was asked for events, and the error it is to answer once.
static int asked_count, asked_fails;

int __real_zmq_getsockopt(void *socket, int option, void *value, size_t *size);
int __wrap_zmq_getsockopt(void *socket, int option, void *value, size_t *size);
int __wrap_zmq_getsockopt(void *socket, int option, void *value, size_t *size) {
    if (option == ZMQ_EVENTS)
        asked_count++;
    if (option == ZMQ_EVENTS && asked_fails) {
        errno = asked_fails;
        asked_fails = 0;
        return -1;
    }
    return __real_zmq_getsockopt(socket, option, value, size);
}

// ---------------------------------------------------------------- one socket

struct pair {
    uv_loop_t loop;
    uv_timer_t limit;
    void *context;
    void *near, *far; // one is watched, the other says something
    struct uvz uvz;
    int taken;
    int rounds;
};

static bool in_cb(struct uvz *z) {
    struct pair *p = z->data;
    char frame[8];
    bool taken = zmq_recv(z->socket, frame, sizeof frame, ZMQ_DONTWAIT) >= 0;
    p->taken += taken;
    return taken;
}

static void round_cb(struct uvz *z) {
    struct pair *p = z->data;
    p->rounds++;
}

static void late_cb(uv_timer_t *timer) {
    (void)timer;
    fail_msg("the loop sleeps");
}

static void pair_open(struct pair *p, int budget) {
    *p = (struct pair){.context = zmq_ctx_new()};
    p->near = zmq_socket(p->context, ZMQ_PAIR);
    p->far = zmq_socket(p->context, ZMQ_PAIR);
    assert_int_equal(zmq_bind(p->near, "inproc://pair"), 0);
    assert_int_equal(zmq_connect(p->far, "inproc://pair"), 0);
    uv_loop_init(&p->loop);
    uv_timer_init(&p->loop, &p->limit);
    uv_timer_start(&p->limit, late_cb, WAIT_MS, 0);
    assert_int_equal(uvz_start(&p->uvz, &p->loop, p->near, budget, in_cb, p), ERR_OK);
    p->uvz.round_cb = round_cb;
    uv_run(&p->loop, UV_RUN_NOWAIT); // what connecting said
    uv_run(&p->loop, UV_RUN_NOWAIT);
}

static void pair_close(struct pair *p) {
    uvz_stop(&p->uvz, NULL);
    uv_close((uv_handle_t *)&p->limit, NULL);
    uv_run(&p->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&p->loop), 0);
    zmq_close(p->near);
    zmq_close(p->far);
    zmq_ctx_term(p->context);
}

static void say(struct pair *p, int count) {
    while (count--)
        assert_int_equal(zmq_send(p->far, "hello", 5, 0), 5);
}

// As a send may: libzmq takes in what has come, and the fd falls silent.
static void swallow(struct pair *p) {
    int events;
    size_t size = sizeof events;
    assert_int_equal(__real_zmq_getsockopt(p->near, ZMQ_EVENTS, &events, &size), 0);
    assert_true(events & ZMQ_POLLIN);
}

static void uvz__takes_all_that_is_there_in_one_round(void **state) {
    struct pair p;
    (void)state;
    pair_open(&p, 8);
    say(&p, 3);
    uv_run(&p.loop, UV_RUN_ONCE);
    assert_int_equal(p.taken, 3);
    assert_int_equal(p.rounds, 1);
    pair_close(&p);
}

static void uvz__stays_awake_for_what_is_over_the_budget(void **state) {
    struct pair p;
    (void)state;
    pair_open(&p, 2);
    say(&p, 5);
    uv_run(&p.loop, UV_RUN_ONCE);
    assert_int_equal(p.taken, 2);
    while (p.taken < 5)
        uv_run(&p.loop, UV_RUN_ONCE);
    assert_int_equal(p.rounds, 3);
    pair_close(&p);
}

static void uvz__takes_a_message_whose_signal_was_swallowed(void **state) {
    struct pair p;
    (void)state;
    pair_open(&p, 8);
    say(&p, 1);
    swallow(&p);
    uvz_used(&p.uvz);
    while (!p.taken)
        uv_run(&p.loop, UV_RUN_ONCE);
    pair_close(&p);
}

static void uvz__looks_again_after_a_signal_to_the_process(void **state) {
    struct pair p;
    (void)state;
    pair_open(&p, 8);
    say(&p, 1);
    swallow(&p);
    uvz_used(&p.uvz);
    asked_fails = EINTR;
    while (!p.taken)
        uv_run(&p.loop, UV_RUN_ONCE);
    assert_int_equal(asked_fails, 0);
    pair_close(&p);
}

static void uvz__asks_only_what_was_touched(void **state) {
    struct pair p;
    (void)state;
    pair_open(&p, 8);
    asked_count = 0;
    for (int i = 0; i < 10; i++)
        uv_run(&p.loop, UV_RUN_NOWAIT);
    assert_int_equal(asked_count, 0);
    uvz_used(&p.uvz);
    for (int i = 0; i < 10; i++)
        uv_run(&p.loop, UV_RUN_NOWAIT);
    assert_int_equal(asked_count, 1);
    pair_close(&p);
}

static void uvz__takes_no_more_once_paused(void **state) {
    struct pair p;
    (void)state;
    pair_open(&p, 8);
    uvz_pause(&p.uvz);
    say(&p, 1);
    for (int i = 0; i < 10; i++)
        uv_run(&p.loop, UV_RUN_NOWAIT);
    assert_int_equal(p.taken, 0);
    pair_close(&p);
}

// ---------------------------------------------------------------- as the broker does

#define CLIENTS 2 // few: with more, each one's messages would wake the others
#define TRIPS 10000

// Requests are answered after the socket was read.
struct server {
    uv_loop_t loop;
    uv_check_t turn;
    uv_timer_t limit;
    void *context;
    void *router;
    struct uvz uvz;
    unsigned char ids[CLIENTS][8];
    size_t id_sizes[CLIENTS];
    int ready_count;
    int answered_count;
    char endpoint[64];
};

static bool request_cb(struct uvz *z) {
    struct server *s = z->data;
    char frame[8];
    int i = s->ready_count;
    if (i == CLIENTS)
        return false;
    int size = zmq_recv(s->router, s->ids[i], sizeof s->ids[i], ZMQ_DONTWAIT);
    if (size < 0)
        return false;
    assert_true(zmq_recv(s->router, frame, sizeof frame, ZMQ_DONTWAIT) >= 0);
    s->id_sizes[i] = (size_t)size;
    s->ready_count++;
    return true;
}

static void turn_cb(uv_check_t *check) {
    struct server *s = check->data;
    for (int i = 0; i < s->ready_count; i++) {
        zmq_send(s->router, s->ids[i], s->id_sizes[i], ZMQ_SNDMORE | ZMQ_DONTWAIT);
        zmq_send(s->router, "hello", 5, ZMQ_DONTWAIT);
        uvz_used(&s->uvz);
        s->answered_count++;
    }
    if (s->ready_count)
        uv_timer_start(&s->limit, late_cb, WAIT_MS, 0);
    s->ready_count = 0;
}

static void server_open(struct server *s) {
    size_t size = sizeof s->endpoint;
    *s = (struct server){.context = zmq_ctx_new()};
    zmq_ctx_set(s->context, ZMQ_BLOCKY, 0);
    s->router = zmq_socket(s->context, ZMQ_ROUTER);
    assert_int_equal(zmq_bind(s->router, "tcp://127.0.0.1:*"), 0);
    assert_int_equal(zmq_getsockopt(s->router, ZMQ_LAST_ENDPOINT, s->endpoint, &size), 0);
    uv_loop_init(&s->loop);
    uv_check_init(&s->loop, &s->turn);
    uv_timer_init(&s->loop, &s->limit);
    s->turn.data = s;
    uv_check_start(&s->turn, turn_cb); // before the socket's: runs after it
    uv_timer_start(&s->limit, late_cb, WAIT_MS, 0);
    assert_int_equal(uvz_start(&s->uvz, &s->loop, s->router, 256, request_cb, s), ERR_OK);
}

static void server_close(struct server *s) {
    uvz_stop(&s->uvz, NULL);
    uv_close((uv_handle_t *)&s->turn, NULL);
    uv_close((uv_handle_t *)&s->limit, NULL);
    uv_run(&s->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&s->loop), 0);
    zmq_close(s->router);
    zmq_ctx_term(s->context);
}

// Each asks again as soon as it is answered.
static void asker_run(void *server) {
    struct server *s = server;
    zmq_pollitem_t items[CLIENTS];
    char frame[8];
    for (int i = 0; i < CLIENTS; i++) {
        void *dealer = zmq_socket(s->context, ZMQ_DEALER);
        zmq_connect(dealer, s->endpoint);
        items[i] = (zmq_pollitem_t){.socket = dealer, .events = ZMQ_POLLIN};
        zmq_send(dealer, "hello", 5, 0);
    }
    for (int trips = 0; trips < TRIPS && zmq_poll(items, CLIENTS, WAIT_MS) > 0;)
        for (int i = 0; i < CLIENTS; i++)
            while (zmq_recv(items[i].socket, frame, sizeof frame, ZMQ_DONTWAIT) >= 0) {
                trips++;
                zmq_send(items[i].socket, "hello", 5, 0);
            }
    for (int i = 0; i < CLIENTS; i++)
        zmq_close(items[i].socket);
}

static void uvz__loses_no_request_to_the_sends_around_it(void **state) {
    struct server s;
    uv_thread_t asker;
    (void)state;
    server_open(&s);
    uv_thread_create(&asker, asker_run, &s);
    while (s.answered_count < TRIPS)
        uv_run(&s.loop, UV_RUN_ONCE);
    uv_thread_join(&asker);
    server_close(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
