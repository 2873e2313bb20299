// client_rig.h - a client and a broker of the test on one loop, and what was seen of them.
#ifndef HALLQ_TESTS_CLIENT_RIG_H
#define HALLQ_TESTS_CLIENT_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/libhallq/fake_broker.h"

#define LIMIT_MS 20000 // for any condition; far above what a slow machine needs
#define SEEN_MAX 64

struct outcome {
    enum hallq_outcome outcome;
    bool resolved, final;
    Hallq__Refusal__Reason reason;
    uint64_t ticket;
};

struct seen_event {
    uint64_t seq;
    bool late;
};

struct bench {
    uv_loop_t loop;
    uint64_t awaited_seq; // 0 none
    bool awaited_came;
    uv_timer_t tick;           // so that a wait always ends
    uint64_t tick_ns, hung_ns; // the last one, and the longest time without one
    struct fake_broker broker;
    struct hallq *client;
    struct hallq_follow *follow;
    struct outcome outcomes[SEEN_MAX];
    size_t outcome_count;
    struct seen_event events[SEEN_MAX], calls[SEEN_MAX]; // a call's seq is its ticket
    size_t event_count, call_count;
    unsigned resets, stales, freshes, link_changes;
    Hallq__Refusal__Reason refused;
    bool closed, unfollow_at_event, close_at_event, close_at_outcome;
};

// Waits until the condition holds; fails the test when it does not.
#define WAIT(b, condition)                                                                         \
    do {                                                                                           \
        uint64_t limit_ns = uv_hrtime() + LIMIT_MS * UINT64_C(1000000);                            \
        while (!(condition) && uv_hrtime() < limit_ns)                                             \
            uv_run(&(b)->loop, UV_RUN_ONCE);                                                       \
        assert_true(condition);                                                                    \
    } while (0)

// closed_cb: notes in a struct bench that a client was closed. link_cb: counts the changes of the link.
void closed_cb(void *arg);
void link_cb(struct hallq *client, enum hallq_link link, void *arg);

// setup, teardown: of each test, by cmocka.
int setup(void **state);
int teardown(void **state);

bool link_is(struct bench *b, enum hallq_link link);

#endif
