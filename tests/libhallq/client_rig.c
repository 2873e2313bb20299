#include "tests/libhallq/client_rig.h"

void closed_cb(void *arg) {
    struct bench *b = arg;
    b->closed = true;
}

void link_cb(struct hallq *client, enum hallq_link link, void *arg) {
    struct bench *b = arg;
    (void)client;
    b->link_changes += link != HALLQ_LINK_SILENT; // a slow machine may be long down
}

static void tick_cb(uv_timer_t *timer) {
    struct bench *b = timer->data;
    uint64_t now_ns = uv_hrtime();
    if (b->tick_ns && now_ns - b->tick_ns > b->hung_ns)
        b->hung_ns = now_ns - b->tick_ns;
    b->tick_ns = now_ns;
}

int setup(void **state) {
    struct bench *b = test_calloc(1, sizeof *b);
    *state = b;
    uv_loop_init(&b->loop);
    uv_timer_init(&b->loop, &b->tick);
    b->tick.data = b;
    uv_timer_start(&b->tick, tick_cb, 10, 10);
    fake_broker_open(&b->broker, &b->loop, NULL);
    struct hallq_options options = fake_options(&b->broker);
    options.link_cb = link_cb;
    options.arg = b;
    return hallq_connect(&b->loop, &options, &b->client);
}

int teardown(void **state) {
    struct bench *b = *state;
    if (b->client)
        hallq_close(&b->client, closed_cb, b);
    WAIT(b, b->closed);
    fake_broker_close(&b->broker);
    uv_close((uv_handle_t *)&b->tick, NULL);
    uv_run(&b->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&b->loop), 0);
    test_free(b);
    return 0;
}

bool link_is(struct bench *b, enum hallq_link link) {
    return hallq_link_state(b->client) == link;
}
