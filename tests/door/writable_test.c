// writable_test.c - the stand-in for epoll and send beside the kernel's own: nobody who waits for a socket can tell, but by a
// socket that is called writable and takes nothing.
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <zmq.h>

#include <cmocka.h>

#include "broker/door/writable.h"
#include "tests/door/rig.h"

enum { LARGE = 1 << 20, STEPS = 20000, ANSWERS = 300, BATCH = 8192 };

// Two ends of a connection, the first of them watched.
struct pair {
    int epoll_fd, ours, theirs;
};

static char bytes[LARGE];

static void pair_open(struct pair *p) {
    int ends[2], room = 4096;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
    setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    *p = (struct pair){.epoll_fd = epoll_create1(0), .ours = ends[0], .theirs = ends[1]};
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = p};
    assert_int_equal(epoll_ctl(p->epoll_fd, EPOLL_CTL_ADD, p->ours, &event), 0);
}

static void pair_close(struct pair *p) {
    epoll_ctl(p->epoll_fd, EPOLL_CTL_DEL, p->ours, NULL);
    close(p->ours);
    close(p->theirs);
    close(p->epoll_fd);
}

static void wish(struct pair *p, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = p};
    assert_int_equal(epoll_ctl(p->epoll_fd, EPOLL_CTL_MOD, p->ours, &event), 0);
}

// What the socket is said to be, now.
static uint32_t look(struct pair *p) {
    struct epoll_event events[4];
    uint32_t said = 0;
    int count = epoll_wait(p->epoll_fd, events, 4, 0);
    for (int i = 0; i < count; i++) {
        assert_ptr_equal(events[i].data.ptr, p);
        said |= events[i].events;
    }
    return said;
}

static void read_all(struct pair *p) {
    while (read(p->theirs, bytes, sizeof bytes) > 0)
        continue;
}

static int setup(void **state) {
    struct pair *p = malloc(sizeof *p);
    writable_assume(true);
    pair_open(p);
    assert_int_equal(look(p), 0);
    *state = p;
    return 0;
}

static int teardown(void **state) {
    pair_close(*state);
    free(*state);
    return 0;
}

// ---------------------------------------------------------------- what is said

static void after_a_whole_send__a_wish_costs_no_call(void **state) {
    struct pair *p = *state;
    assert_int_equal(send(p->ours, "x", 1, 0), 1);
    uint64_t spared = writable_spared();
    wish(p, EPOLLIN | EPOLLOUT);
    assert_int_equal(look(p), EPOLLOUT);
    assert_int_equal(look(p), EPOLLOUT); // for as long as it is wished
    wish(p, EPOLLIN);
    assert_int_equal(look(p), 0);
    assert_int_equal(writable_spared(), spared + 2);
}

static void before_any_send__the_kernel_is_asked(void **state) {
    struct pair *p = *state;
    uint64_t spared = writable_spared();
    wish(p, EPOLLIN | EPOLLOUT);
    assert_int_equal(look(p), EPOLLOUT);
    assert_int_equal(writable_spared(), spared);
}

static void a_wish_does_not_hide_what_came(void **state) {
    struct pair *p = *state;
    assert_int_equal(send(p->ours, "x", 1, 0), 1);
    wish(p, EPOLLIN | EPOLLOUT);
    assert_int_equal(write(p->theirs, "y", 1), 1);
    assert_int_equal(look(p), EPOLLIN | EPOLLOUT);
}

static void a_short_send__leaves_the_wish_to_the_kernel(void **state) {
    struct pair *p = *state;
    assert_int_equal(send(p->ours, "x", 1, 0), 1);
    wish(p, EPOLLIN | EPOLLOUT);
    assert_in_range(send(p->ours, bytes, sizeof bytes, 0), 1, sizeof bytes - 1);
    assert_int_equal(look(p), 0);
    read_all(p);
    assert_int_equal(look(p), EPOLLOUT);
}

static void a_full_buffer__leaves_the_wish_to_the_kernel(void **state) {
    struct pair *p = *state;
    while (send(p->ours, "x", 1, 0) == 1)
        wish(p, EPOLLIN | EPOLLOUT);
    assert_int_equal(look(p), 0);
    read_all(p);
    assert_int_equal(look(p), EPOLLOUT);
    assert_int_equal(send(p->ours, "x", 1, 0), 1); // and from here on it is open again
    wish(p, EPOLLIN);
    uint64_t spared = writable_spared();
    wish(p, EPOLLIN | EPOLLOUT);
    assert_int_equal(look(p), EPOLLOUT);
    assert_int_equal(writable_spared(), spared + 1);
}

static void a_peer_that_is_gone__is_told(void **state) {
    struct pair *p = *state;
    assert_int_equal(send(p->ours, "x", 1, 0), 1);
    wish(p, EPOLLIN | EPOLLOUT);
    close(p->theirs);
    assert_true(look(p) & EPOLLHUP);
    assert_int_equal(send(p->ours, "x", 1, MSG_NOSIGNAL), -1);
    assert_true(look(p) & EPOLLHUP);
}

static void a_socket_that_was_taken_out__is_told_no_more(void **state) {
    struct pair *p = *state;
    assert_int_equal(send(p->ours, "x", 1, 0), 1);
    wish(p, EPOLLIN | EPOLLOUT);
    assert_int_equal(epoll_ctl(p->epoll_fd, EPOLL_CTL_DEL, p->ours, NULL), 0);
    assert_int_equal(look(p), 0);
}

static void more_wishes_than_fit__come_one_after_the_other(void **state) {
    struct pair *first = *state, others[3];
    struct epoll_event one;
    bool told[3] = {false};
    for (int i = 0; i < 3; i++) {
        pair_open(&others[i]);
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)i};
        assert_int_equal(epoll_ctl(first->epoll_fd, EPOLL_CTL_ADD, others[i].ours, &event), 0);
        assert_int_equal(send(others[i].ours, "x", 1, 0), 1);
        event.events |= EPOLLOUT;
        assert_int_equal(epoll_ctl(first->epoll_fd, EPOLL_CTL_MOD, others[i].ours, &event), 0);
    }
    for (int i = 0; i < 3; i++) {
        assert_int_equal(epoll_wait(first->epoll_fd, &one, 1, -1), 1);
        assert_false(told[one.data.u32]);
        told[one.data.u32] = true;
        struct epoll_event event = {.events = EPOLLIN, .data = one.data};
        assert_int_equal(
            epoll_ctl(first->epoll_fd, EPOLL_CTL_MOD, others[one.data.u32].ours, &event), 0);
    }
    for (int i = 0; i < 3; i++) {
        epoll_ctl(first->epoll_fd, EPOLL_CTL_DEL, others[i].ours, NULL);
        pair_close(&others[i]);
    }
}

static void *wish_elsewhere(void *arg) {
    wish(arg, EPOLLIN | EPOLLOUT);
    return NULL;
}

static void a_wish_of_another_thread__reaches_who_waits(void **state) {
    struct pair *p = *state;
    pthread_t thread;
    assert_int_equal(send(p->ours, "x", 1, 0), 1);
    assert_int_equal(pthread_create(&thread, NULL, wish_elsewhere, p), 0);
    pthread_join(thread, NULL);
    assert_int_equal(look(p), EPOLLOUT);
}

static void switched_off__everything_goes_to_the_kernel(void **state) {
    struct pair *p = *state;
    writable_assume(false);
    assert_int_equal(send(p->ours, "x", 1, 0), 1);
    uint64_t spared = writable_spared();
    wish(p, EPOLLIN | EPOLLOUT);
    assert_int_equal(look(p), EPOLLOUT);
    wish(p, EPOLLIN);
    assert_int_equal(look(p), 0);
    assert_int_equal(writable_spared(), spared);
}

// ---------------------------------------------------------------- beside the kernel

// The kernel itself, past the stand-in.
static uint32_t kernel_look(struct pair *p) {
    struct epoll_event event;
    return epoll_pwait(p->epoll_fd, &event, 1, 0, NULL) == 1 ? event.events : 0;
}

static void kernel_wish(struct pair *p, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = p};
    assert_int_equal(syscall(SYS_epoll_ctl, p->epoll_fd, EPOLL_CTL_MOD, p->ours, &event), 0);
}

static void write_both(struct pair *ours, struct pair *kernel, size_t size) {
    assert_int_equal(send(ours->ours, bytes, size, MSG_NOSIGNAL),
                     sendto(kernel->ours, bytes, size, MSG_NOSIGNAL, NULL, 0));
}

static void drain(int end, size_t size) {
    ssize_t got = read(end, bytes, size);
    (void)got;
}

static void assert_same(struct pair *ours, struct pair *kernel) {
    uint32_t said = look(ours), is = kernel_look(kernel);
    if (said != is) { // a guess: the next send shows that it was wrong
        assert_int_equal(said, is | EPOLLOUT);
        write_both(ours, kernel, sizeof bytes);
        said = look(ours), is = kernel_look(kernel);
    }
    assert_int_equal(said, is);
}

static void whatever_is_done__the_same_is_told(void **state) {
    struct pair kernel, *p = *state;
    uint32_t seed = 7;
    pair_open(&kernel);
    for (int step = 0; step < STEPS; step++) {
        seed = seed * 1664525 + 1013904223;
        uint32_t size = 1 + (seed >> 8) % (seed >> 31 ? 20000 : 200),
                 wished = EPOLLIN | (seed & 0x1000000 ? EPOLLOUT : 0);
        switch (seed >> 28 & 7) {
        case 0:
        case 1:
        case 2:
            write_both(p, &kernel, size);
            break;
        case 3:
        case 4:
            wish(p, wished);
            kernel_wish(&kernel, wished);
            break;
        case 5:
            drain(p->theirs, size);
            drain(kernel.theirs, size);
            break;
        case 6:
            drain(p->ours, size);
            drain(kernel.ours, size);
            break;
        case 7:
            assert_int_equal(write(p->theirs, bytes, 10), write(kernel.theirs, bytes, 10));
            break;
        }
        assert_same(p, &kernel);
    }
    pair_close(&kernel);
}

// ---------------------------------------------------------------- libzmq on it

// Answers of sizes about libzmq's batch, more than a connection takes at once, to a peer that reads slowly.
static void answers_arrive(bool keyed) {
    struct rig b;
    static char frame[3 * BATCH];
    static const int sizes[] = {1, BATCH - 9, BATCH - 2, BATCH, BATCH + 1, 100, 3 * BATCH};
    rig_open(&b, keyed);
    void *client = rig_client(&b, ZMQ_DEALER, b.router.endpoint, keyed ? &b.kiosk : NULL);
    assert_true(rig_served(&b, client));
    uint64_t spared = writable_spared();
    for (int i = 0; i < ANSWERS; i++)
        assert_true(zmq_send(client, frame, (size_t)sizes[i % 7], 0) >= 0);
    for (int i = 0; i < ANSWERS; i++)
        assert_int_equal(rig_recv(&b, client, frame, sizeof frame, WAIT_MS), sizes[i % 7]);
    for (int i = 0; i < ANSWERS; i++)
        assert_true(rig_served(&b, client)); // each to a peer that was silent
    assert_true(writable_spared() >= spared + ANSWERS);
    zmq_close(client);
    rig_close(&b);
}

// TEST_BARE
static void libzmq__brings_every_answer(void **state) {
    (void)state;
    answers_arrive(false);
}

// TEST_BARE
static void libzmq__brings_every_answer_under_a_key(void **state) {
    (void)state;
    answers_arrive(true);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
