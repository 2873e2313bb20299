// The link to a broker of the test: up, down, silent, refused, and by which key.
#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zmq.h>

#include "tests/libhallq/client_rig.h"

static void client_closed_cb(void *arg) {
    *(bool *)arg = true;
}

static void link__comes_up_goes_down_and_comes_up_again(void **state) {
    struct bench *b = *state;
    assert_true(link_is(b, HALLQ_LINK_DOWN));
    WAIT(b, link_is(b, HALLQ_LINK_UP));
    fake_broker_down(&b->broker);
    WAIT(b, link_is(b, HALLQ_LINK_DOWN));
    fake_broker_rise(&b->broker);
    WAIT(b, link_is(b, HALLQ_LINK_UP));
    assert_int_equal(b->link_changes, 3);
}

static void link__finds_a_broker_that_hangs_and_its_return(void **state) {
    struct bench *b = *state;
    WAIT(b, link_is(b, HALLQ_LINK_UP));
    b->broker.mute = true;
    WAIT(b, link_is(b, HALLQ_LINK_DOWN));
    b->broker.mute = false;
    WAIT(b, link_is(b, HALLQ_LINK_UP));
}

static void link__says_when_nobody_answers(void **state) {
    struct bench *b = *state;
    WAIT(b, link_is(b, HALLQ_LINK_UP));
    fake_broker_down(&b->broker);
    uint64_t down_ns = uv_hrtime();
    WAIT(b, link_is(b, HALLQ_LINK_SILENT));
    assert_true(uv_hrtime() - down_ns >= (HALLQ_SILENT_MS - 100) * UINT64_C(1000000));
    fake_broker_rise(&b->broker);
    WAIT(b, link_is(b, HALLQ_LINK_UP));
}

static void link__says_when_a_name_is_no_machines(void **state) {
    struct bench *b = *state;
    struct hallq *lost = NULL;
    bool lost_closed = false;
    struct hallq_options options = fake_options(&b->broker);
    options.commands = "tcp://no-such-machine.invalid:7301"; // RFC 2606: nobody's, ever
    assert_int_equal(hallq_connect(&b->loop, &options, &lost), ERR_OK);
    WAIT(b, hallq_link_state(lost) == HALLQ_LINK_NO_NAME);
    hallq_close(&lost, client_closed_cb, &lost_closed);
    WAIT(b, lost_closed);
}

static void link__is_kept_alive_by_pings_when_quiet(void **state) {
    struct bench *b = *state;
    WAIT(b, b->broker.pings >= 3);
    assert_true(link_is(b, HALLQ_LINK_UP));
    assert_int_equal(b->link_changes, 1);
}

// ---------------------------------------------------------------- keys

struct keys {
    char server_public[41], server_secret[41], public[41], secret[41];
};

static void link__needs_the_right_server_key(void **state) {
    struct bench *b = *state;
    struct keys k;
    struct fake_broker broker;
    struct hallq *right = NULL, *wrong = NULL;
    bool right_closed = false, wrong_closed = false;
    zmq_curve_keypair(k.server_public, k.server_secret);
    zmq_curve_keypair(k.public, k.secret);
    fake_broker_open(&broker, &b->loop, k.server_secret);
    struct hallq_options options = fake_options(&broker);
    options.server_key = k.server_public;
    options.public_key = k.public;
    assert_int_equal(hallq_connect(&b->loop, &options, &right), ERR_INVALID);
    options.secret_key = k.secret;
    assert_int_equal(hallq_connect(&b->loop, &options, &right), ERR_OK);
    options.server_key = k.public;
    options.beside = right;
    assert_int_equal(hallq_connect(&b->loop, &options, &wrong), ERR_OK);
    WAIT(b, hallq_link_state(right) == HALLQ_LINK_UP);
    WAIT(b, hallq_link_state(wrong) == HALLQ_LINK_STRANGER);
    hallq_close(&right, client_closed_cb, &right_closed);
    hallq_close(&wrong, client_closed_cb, &wrong_closed);
    WAIT(b, right_closed && wrong_closed);
    fake_broker_close(&broker);
}

// A machine that takes connections and never answers: it accepts them in the kernel alone.
static int deaf_open(char endpoint[32]) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t at_size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, at_size), 0);
    assert_int_equal(listen(fd, 16), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &at_size), 0);
    snprintf(endpoint, 32, "tcp://127.0.0.1:%u", ntohs(at.sin_port));
    return fd;
}

static void stranger_cb(struct hallq *client, enum hallq_link link, void *arg) {
    (void)client;
    *(bool *)arg |= link == HALLQ_LINK_STRANGER;
}

static void link__takes_no_peer_that_hangs_for_a_stranger_when_seen_late(void **state) {
    // When this machine has time to look, in ms from the connect: the first try began and failed, the second
    // began; the second failed; the third began; the third failed. What is seen in between looks short.
    static const struct { unsigned from_ms, to_ms; } looks[] = {{2050, 2210}, {2950, 3600}};
    struct bench *b = *state;
    char endpoint[32], server_public[41], public[41], secret[41];
    bool stranger = false, closed = false;
    struct hallq *client = NULL;
    int deaf = deaf_open(endpoint);
    struct hallq_options options = fake_options(&b->broker);
    zmq_curve_keypair(server_public, secret);
    zmq_curve_keypair(public, secret);
    options.commands = endpoint;
    options.server_key = server_public;
    options.public_key = public;
    options.secret_key = secret;
    options.link_cb = stranger_cb;
    options.arg = &stranger;
    uint64_t start_ns = uv_hrtime();
    uv_update_time(&b->loop);
    assert_int_equal(hallq_connect(&b->loop, &options, &client), ERR_OK);
    for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++) {
        uint64_t now_ms = (uv_hrtime() - start_ns) / 1000000;
        if (now_ms < looks[i].from_ms)
            uv_sleep((unsigned)(looks[i].from_ms - now_ms)); // the lateness that is tested
        while (uv_hrtime() - start_ns < looks[i].to_ms * UINT64_C(1000000))
            uv_run(&b->loop, UV_RUN_ONCE);
    }
    WAIT(b, hallq_link_state(client) == HALLQ_LINK_REFUSED);
    hallq_close(&client, client_closed_cb, &closed);
    WAIT(b, closed);
    close(deaf);
    assert_false(stranger);
}

static void connect__refuses_options_that_cannot_be(void **state) {
    struct bench *b = *state;
    struct hallq *client;
    struct hallq_options options = fake_options(&b->broker);
    options.commands = "";
    assert_int_equal(hallq_connect(&b->loop, &options, &client), ERR_INVALID);
    options.commands = "carrier pigeon";
    assert_int_equal(hallq_connect(&b->loop, &options, &client), ERR_INVALID);
    options.commands = b->broker.commands;
    options.server_key = options.public_key = options.secret_key = "short";
    assert_int_equal(hallq_connect(&b->loop, &options, &client), ERR_INVALID);
    assert_null(client);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests_name("client", tests, NULL, NULL);
}
