#include "tests/broker/hall_rig.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

#include <cmocka.h>

#include "base/wire/wire.h"
#include "broker/store/copies/create.h"
#include "tests/settings/small_hall.h"

#define FRAME_SIZE (256 * 1024)

static void feed_open(struct hall_rig *r) {
    int none = 0;
    r->feed = zmq_socket(r->clients, ZMQ_SUB);
    zmq_setsockopt(r->feed, ZMQ_LINGER, &none, sizeof none);
    zmq_setsockopt(r->feed, ZMQ_SUBSCRIBE, "1.", 2);
    zmq_connect(r->feed, r->broker->doors.feeds[FEED_PUBLIC].endpoint);
}

int rig_start(struct hall_rig *r) {
    struct broker *b = r->broker = calloc(1, sizeof *b);
    uv_loop_init(&r->loop);
    b->loop = &r->loop;
    b->options = (struct options){.data = r->data,
                                  .commands = "tcp://127.0.0.1:*",
                                  .public_feed = "tcp://127.0.0.1:*",
                                  .staff_feed = "tcp://127.0.0.1:*",
                                  .lead_feed = "tcp://127.0.0.1:*",
                                  .speed = 1,
                                  .start_at_ms = RIG_START_MS,
                                  .log_level = LOG_LEVEL_ERROR};
    log_init(LOG_LEVEL_ERROR);
    int code = broker_start(b);
    if (!code) {
        feed_open(r);
        terminal_open(&r->counter, r, 3, HALLQ__DEVICE__ROLE__COUNTER);
        terminal_open(&r->admin, r, 1, HALLQ__DEVICE__ROLE__ADMIN);
        terminal_open(&r->kiosk, r, 2, HALLQ__DEVICE__ROLE__KIOSK);
    }
    return code;
}

void rig_stop(struct hall_rig *r) {
    terminal_close(&r->admin);
    terminal_close(&r->kiosk);
    terminal_close(&r->counter);
    zmq_close(r->feed);
    broker_stop(r->broker);
    uv_run(&r->loop, UV_RUN_DEFAULT);
    broker_fini(r->broker);
    assert_int_equal(uv_loop_close(&r->loop), 0);
    free(r->broker);
    r->broker = NULL;
}

// Nobody leads here, and no look for alerts is to write that down between the commands of a test.
static void settings_apply(struct hall_rig *r) {
    Hallq__Request request = HALLQ__REQUEST__INIT;
    Hallq__ApplySettings apply = HALLQ__APPLY_SETTINGS__INIT;
    apply.settings = small_hall(&r->arena);
    apply.settings->alerts->without_no_lead = true;
    request.hall = 1;
    request.body_case = HALLQ__REQUEST__BODY_APPLY_SETTINGS;
    request.apply_settings = &apply;
    terminal_send(&r->admin, &request);
    assert_int_equal(reason_of(terminal_recv(&r->admin, RIG_WAIT_MS)), 0);
}

void rig_open(struct hall_rig *r) {
    struct store_why why;
    *r = (struct hall_rig){.data = "/tmp/hallq-turn.XXXXXX"};
    assert_non_null(mkdtemp(r->data));
    assert_int_equal(store_create(r->data, 0x1234, STORE_KEYS_UNSAID, &why), ERR_OK);
    arena_init(&r->arena, 0);
    r->clients = zmq_ctx_new();
    assert_int_equal(rig_start(r), 0);
    settings_apply(r);
}

static int remove_cb(const char *path, const struct stat *st, int kind, struct FTW *at) {
    (void)st;
    (void)kind;
    (void)at;
    return remove(path);
}

void rig_close(struct hall_rig *r) {
    if (r->broker)
        rig_stop(r);
    zmq_ctx_term(r->clients);
    arena_fini(&r->arena);
    nftw(r->data, remove_cb, 8, FTW_DEPTH | FTW_PHYS);
}

void rig_turn(struct hall_rig *r) {
    uv_run(&r->loop, UV_RUN_NOWAIT);
    usleep(200);
}

void terminal_open(struct terminal *t, struct hall_rig *r, uint32_t device,
                   Hallq__Device__Role role) {
    int none = 0;
    *t = (struct terminal){.rig = r, .device = device, .role = role, .session = uv_hrtime()};
    t->socket = zmq_socket(r->clients, ZMQ_DEALER);
    zmq_setsockopt(t->socket, ZMQ_LINGER, &none, sizeof none);
    assert_int_equal(zmq_connect(t->socket, r->broker->doors.router.endpoint), 0);
}

void terminal_close(struct terminal *t) {
    if (t->socket)
        zmq_close(t->socket);
    t->socket = NULL;
}

void terminal_send(struct terminal *t, Hallq__Request *request) {
    unsigned char *frame = malloc(FRAME_SIZE);
    request->session = t->session;
    request->number = ++t->number;
    request->claimed_device = t->device;
    request->claimed_role = t->role;
    assert_true(wire_size(request) <= FRAME_SIZE);
    size_t size = wire_pack(request, frame);
    assert_int_equal(zmq_send(t->socket, frame, size, 0), size);
    free(frame);
}

Hallq__Reply *terminal_recv(struct terminal *t, int ms) {
    uint64_t until_ns = uv_hrtime() + (uint64_t)ms * 1000000;
    unsigned char *frame = malloc(FRAME_SIZE);
    int size = -1;
    while (size < 0 && uv_hrtime() < until_ns) {
        size = zmq_recv(t->socket, frame, FRAME_SIZE, ZMQ_DONTWAIT);
        if (size < 0)
            rig_turn(t->rig);
    }
    Hallq__Reply *reply =
        size < 0 ? NULL
                 : wire_unpack(&hallq__reply__descriptor, &t->rig->arena, frame, (size_t)size);
    free(frame);
    return reply;
}

void issue_send(struct terminal *t, uint32_t service) {
    Hallq__Request request = HALLQ__REQUEST__INIT;
    Hallq__Issue body = HALLQ__ISSUE__INIT;
    body.service = service;
    request.hall = 1;
    request.body_case = HALLQ__REQUEST__BODY_ISSUE;
    request.issue = &body;
    terminal_send(t, &request);
}

Hallq__Reply *issue(struct terminal *t, uint32_t service) {
    issue_send(t, service);
    return terminal_recv(t, RIG_WAIT_MS);
}

Hallq__Refusal__Reason reason_of(const Hallq__Reply *reply) {
    assert_non_null(reply);
    return reply->body_case == HALLQ__REPLY__BODY_REFUSAL ? reply->refusal->reason
                                                          : HALLQ__REFUSAL__REASON__NONE;
}
