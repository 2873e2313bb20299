// People in browsers, over a gateway's connection, in a whole broker: for how long they are taken to be
// there.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/broker/hall_rig.h"
#include "tests/settings/small_hall.h"

#define CLERK 7
#define GATEWAY 9

static uint8_t principal[PRINCIPAL_SIZE] = "a web session";
static uint8_t token[TOKEN_SIZE] = "what a browser keeps";

static int setup(void **state) {
    struct hall_rig *r = calloc(1, sizeof *r);
    rig_open(r);
    *state = r;
    return 0;
}

static int teardown(void **state) {
    rig_close(*state);
    free(*state);
    return 0;
}

static Hallq__Reply *ask(struct terminal *t, Hallq__Request__BodyCase body_case, void *body) {
    Hallq__Request request = HALLQ__REQUEST__INIT;
    request.hall = 1;
    request.body_case = body_case;
    request.issue = body; // a union of pointers
    if (t->role == HALLQ__DEVICE__ROLE__GATEWAY)
        request.principal = (ProtobufCBinaryData){sizeof principal, principal};
    terminal_send(t, &request);
    Hallq__Reply *reply = terminal_recv(t, RIG_WAIT_MS);
    assert_non_null(reply);
    return reply;
}

static Hallq__Done *must(struct terminal *t, Hallq__Request__BodyCase body_case, void *body) {
    Hallq__Reply *reply = ask(t, body_case, body);
    assert_int_equal(reply->body_case, HALLQ__REPLY__BODY_DONE);
    return reply->done;
}

// The hall as it is, with other idle limits.
static void limits_apply(struct hall_rig *r, uint32_t counter_idle_s, uint32_t web_idle_s) {
    Hallq__ApplySettings apply = HALLQ__APPLY_SETTINGS__INIT;
    apply.settings = small_hall(&r->arena);
    apply.settings->counter_idle_s = counter_idle_s;
    apply.settings->web_idle_s = web_idle_s;
    must(&r->admin, HALLQ__REQUEST__BODY_APPLY_SETTINGS, &apply);
}

// The clerk's browser, signed on through the gateway; its device.
static uint32_t web_sign_on(struct hall_rig *r, struct terminal *gateway) {
    Hallq__SetPin pin = HALLQ__SET_PIN__INIT;
    Hallq__EnrolCode code = HALLQ__ENROL_CODE__INIT;
    Hallq__Enrol enrol = HALLQ__ENROL__INIT;
    Hallq__SignOn on = HALLQ__SIGN_ON__INIT;
    pin.staff = on.staff = CLERK;
    pin.pin = on.pin = (char *)(uintptr_t) "2468";
    must(&r->admin, HALLQ__REQUEST__BODY_SET_PIN, &pin);
    code.name = (char *)(uintptr_t) "window";
    code.role = HALLQ__DEVICE__ROLE__COUNTER;
    enrol.code = must(&r->admin, HALLQ__REQUEST__BODY_ENROL_CODE, &code)->enrol_code;
    enrol.token = on.token = (ProtobufCBinaryData){sizeof token, token};
    uint32_t device = must(gateway, HALLQ__REQUEST__BODY_ENROL, &enrol)->device;
    on.counter = 1;
    must(gateway, HALLQ__REQUEST__BODY_SIGN_ON, &on);
    return device;
}

static void an_idle_browser__is_signed_off_and_a_used_one_is_not(void **state) {
    struct hall_rig *r = *state;
    Hallq__GetHeld held = HALLQ__GET_HELD__INIT;
    struct terminal gateway;
    terminal_open(&gateway, r, GATEWAY, HALLQ__DEVICE__ROLE__GATEWAY);
    uint32_t device = web_sign_on(r, &gateway);
    struct presences *presences = &r->broker->presences;
    assert_int_equal(presences->count, 1);
    assert_int_equal(presences->list[0].device, device);
    assert_int_equal(presences_behind(presences, 1, GATEWAY, principal), device);
    assert_int_equal(presences_behind(presences, 2, GATEWAY, principal), 0);
    assert_int_equal(presences_behind(presences, 1, GATEWAY + 1, principal), 0);
    presences->list[0].idle_s = 1;
    int64_t used_ms = 0;
    for (int64_t end_ms = wallclock_machine_ms() + 1500; wallclock_machine_ms() < end_ms;) {
        assert_int_equal(ask(&gateway, HALLQ__REQUEST__BODY_GET_HELD, &held)->body_case,
                         HALLQ__REPLY__BODY_HELD);
        used_ms = wallclock_machine_ms();
        rig_turn(r);
    }
    RIG_WAIT(r, !presences->count);
    assert_true(wallclock_machine_ms() - used_ms >= 900);
    assert_int_equal(reason_of(ask(&gateway, HALLQ__REQUEST__BODY_GET_HELD, &held)),
                     HALLQ__REFUSAL__REASON__NOT_SIGNED_ON);
    terminal_close(&gateway);
}

// A turn may bring more sign-ons than are read in its round: whoever is not read yet is told to ask again,
// and not taken for a customer.
static void a_browser__whose_hall_is_to_be_read_is_told_to_ask_again(void **state) {
    struct hall_rig *r = *state;
    Hallq__GetHeld held = HALLQ__GET_HELD__INIT;
    struct terminal gateway;
    terminal_open(&gateway, r, GATEWAY, HALLQ__DEVICE__ROLE__GATEWAY);
    web_sign_on(r, &gateway);
    struct hall *hall = halls_find(&r->broker->halls, 1);
    r->broker->presences.behind_count = 0; // not read yet,
    hall->signed_on_waits = true;          // and nobody does it
    assert_int_equal(reason_of(ask(&gateway, HALLQ__REQUEST__BODY_GET_HELD, &held)),
                     HALLQ__REFUSAL__REASON__BUSY);
    hall->signed_on_waits = false;
    signed_on_mark(&r->broker->signed_on, hall);
    RIG_WAIT(r, !hall->signed_on_waits);
    assert_int_equal(ask(&gateway, HALLQ__REQUEST__BODY_GET_HELD, &held)->body_case,
                     HALLQ__REPLY__BODY_HELD);
    terminal_close(&gateway);
}

static void a_browser__has_the_lesser_of_two_limits(void **state) {
    static const struct {
        uint32_t counter_s, web_s, comes_to_s;
    } cells[] = {{0, 0, 0}, {0, 70, 70}, {60, 0, 60}, {60, 70, 60}, {80, 70, 70}};
    struct hall_rig *r = *state;
    struct terminal gateway;
    terminal_open(&gateway, r, GATEWAY, HALLQ__DEVICE__ROLE__GATEWAY);
    web_sign_on(r, &gateway);
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        limits_apply(r, cells[i].counter_s, cells[i].web_s);
        assert_int_equal(r->broker->presences.list[0].idle_s, cells[i].comes_to_s);
    }
    terminal_close(&gateway);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
