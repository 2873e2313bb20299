// doors_test.c - the sockets of a broker and the key handler before them, opened and closed.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <zmq.h>

#include <cmocka.h>

#include "broker/doors.h"

#define ROUNDS_MAX 100000

struct rig {
    uv_loop_t loop;
    struct doors doors;
    struct options options;
    struct devices devices;
    struct hall_time time;
};

static void rig_open(struct rig *r, bool keyed) {
    memset(r, 0, sizeof *r);
    log_init(LOG_LEVEL_ERROR);
    uv_loop_init(&r->loop);
    r->options = (struct options){.commands = "tcp://127.0.0.1:*",
                                  .public_feed = "tcp://127.0.0.1:*",
                                  .staff_feed = "tcp://127.0.0.1:*",
                                  .lead_feed = "tcp://127.0.0.1:*"};
    assert_int_equal(net_init(&r->doors.net), ERR_OK);
    wallclock_init(&r->time.wallclock, 1, 0, 0);
    clock_init(&r->time.clock, &(struct clock_stored){0}, wallclock_wall_ms(&r->time.wallclock),
               wallclock_mono_ms(&r->time.wallclock));
    r->doors.net.keyed = keyed;
    if (keyed)
        zmq_curve_keypair(r->doors.net.public_key, r->doors.net.secret_key);
}

static int rig_doors_open(struct rig *r, struct bilingual *ret_what, struct bilingual *ret_why) {
    const struct doors_user user = {
        .loop = &r->loop, .options = &r->options, .devices = &r->devices, .time = &r->time};
    return doors_open(&r->doors, &user, ret_what, ret_why);
}

static void rig_end(struct rig *r) {
    uv_run(&r->loop, UV_RUN_DEFAULT);
    doors_fini(&r->doors);
    assert_int_equal(uv_loop_close(&r->loop), 0);
}

static void rig_close(struct rig *r) {
    doors_close(&r->doors, 0);
    rig_end(r);
}

static bool any_door(const struct doors *d) {
    return d->router.socket || d->feeds[FEED_PUBLIC].socket || d->feeds[FEED_STAFF].socket;
}

// Without it libzmq would let everybody in.
static void the_key_handler__opens_first_and_closes_last(void **state) {
    struct bilingual what, why;
    (void)state;
    for (int keyed = 0; keyed < 2; keyed++) {
        struct rig r;
        int open_count = 0, rounds = 0;
        rig_open(&r, keyed);
        assert_int_equal(rig_doors_open(&r, &what, &why), ERR_OK);
        assert_true(r.doors.zap.socket && any_door(&r.doors));
        doors_close(&r.doors, 0);
        while (r.doors.zap.socket && rounds++ < ROUNDS_MAX) {
            open_count += any_door(&r.doors);
            uv_run(&r.loop, UV_RUN_NOWAIT);
            assert_true(r.doors.zap.socket || !any_door(&r.doors));
        }
        assert_null(r.doors.zap.socket);
        assert_true(open_count > 0);
        rig_end(&r);
    }
}

// By what was bound, however it was written.
static void without_keys__nothing_is_bound_beyond_this_machine(void **state) {
    static const char *const far[] = {"tcp://*:*", "tcp://0.0.0.0:*", "tcp://[::]:*",
                                      "tcp://[::ffff:0.0.0.0]:*"};
    struct bilingual what, why;
    (void)state;
    for (size_t i = 0; i < 4 * sizeof far / sizeof far[0]; i++) {
        struct rig r;
        rig_open(&r, false);
        const char **door[] = {&r.options.commands, &r.options.public_feed, &r.options.staff_feed,
                               &r.options.lead_feed};
        *door[i % 4] = far[i / 4];
        assert_int_equal(rig_doors_open(&r, &what, &why), ERR_DENIED);
        assert_string_equal(what.en, far[i / 4]);
        assert_non_null(strstr(why.en, "without server.key"));
        rig_close(&r);
    }
}

static void with_keys__a_played_clock_stays_on_this_machine(void **state) {
    struct bilingual what, why;
    struct rig r;
    (void)state;
    rig_open(&r, true);
    wallclock_init(&r.time.wallclock, 60, 0, 0);
    r.options.public_feed = "tcp://*:*";
    assert_int_equal(rig_doors_open(&r, &what, &why), ERR_DENIED);
    rig_close(&r);
    rig_open(&r, true);
    r.options.public_feed = "tcp://*:*";
    assert_int_equal(rig_doors_open(&r, &what, &why), ERR_OK);
    rig_close(&r);
}

static bool let_in(struct rig *r, const char *domain, const unsigned char *key) {
    struct zap_peer peer = {domain, "192.0.2.1", key};
    char user_id[ZAP_USER_ID_SIZE] = "";
    return r->doors.zap.allow_cb(r->doors.zap.arg, &peer, user_id) && *user_id;
}

// One key cannot make connections without end, and takes nothing from the others by trying.
static void a_key__makes_so_many_connections_and_then_fewer(void **state) {
    struct device list[] = {{.device = 1, .role = HALLQ__DEVICE__ROLE__KIOSK, .public_key = {1}},
                            {.device = 2, .role = HALLQ__DEVICE__ROLE__LEAD, .public_key = {2}}};
    struct device_key keys[] = {{list[0].public_key, &list[0]}, {list[1].public_key, &list[1]}};
    struct bilingual what, why;
    struct rig r;
    (void)state;
    rig_open(&r, true);
    r.devices = (struct devices){.list = list, .count = 2, .by_key = keys, .key_count = 2};
    assert_int_equal(rig_doors_open(&r, &what, &why), ERR_OK);
    assert_false(let_in(&r, NET_DOMAIN_STAFF, list[0].public_key));
    for (int i = 0; i < DOORS_BURST; i++)
        assert_true(
            let_in(&r, i % 2 ? NET_DOMAIN_PUBLIC : NET_DOMAIN_COMMANDS, list[0].public_key));
    assert_false(let_in(&r, NET_DOMAIN_PUBLIC, list[0].public_key));
    assert_int_equal(r.doors.hurried_count, 1);
    assert_true(let_in(&r, NET_DOMAIN_STAFF, list[1].public_key));
    doors_keys_changed(&r.doors, true); // the feeds let go of all: who followed may come back
    for (size_t feed = 0; feed < FEED_COUNT; feed++)
        assert_true(let_in(&r, NET_DOMAIN_PUBLIC, list[0].public_key));
    assert_false(let_in(&r, NET_DOMAIN_PUBLIC, list[0].public_key));
    r.doors.full_at_ms[1] -= DOORS_EVERY_MS; // later
    assert_true(let_in(&r, NET_DOMAIN_PUBLIC, list[0].public_key));
    assert_false(let_in(&r, NET_DOMAIN_PUBLIC, list[0].public_key));
    rig_close(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
