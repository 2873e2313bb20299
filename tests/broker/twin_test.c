// The twin beside the turns: a hall where people wait is run forward, and its answers grow old.
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <setjmp.h>

#include <cmocka.h>

#include "broker/broker.h"
#include "tests/broker/hall_rig.h"

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

// What the twin told of service 1, for a ticket that would have joined so long ago; NO_TWIN: nothing.
static double told(const struct hall_rig *r, uint32_t customer_class, double joined_ago_s) {
    struct twin_tells tells = twins_of(&r->broker->twins, 1, wallclock_machine_ms());
    return told_s(&tells, 1, customer_class, joined_ago_s);
}

static void a_hall_where_people_wait_is_run_forward(void **state) {
    struct hall_rig *r = *state;
    uint64_t floors = r->broker->foresee.cost.floors;
    assert_true(told(r, 0, 0) < 0);
    assert_int_equal(issue(&r->kiosk, 1)->body_case, HALLQ__REPLY__BODY_DONE);
    RIG_WAIT(r, told(r, 0, 0) >= 0);
    assert_true(told(r, 0, 0) > 0); // nobody is at any counter: nobody will be called soon
    assert_true(r->broker->foresee.cost.floors > floors);
    assert_true(told(r, 9, 0) < 0);  // no such class
    assert_true(told(r, 0, 60) < 0); // nobody is expected
}

static uint64_t issue_away(struct terminal *gateway) {
    Hallq__Request request = HALLQ__REQUEST__INIT;
    Hallq__Issue body = HALLQ__ISSUE__INIT;
    body.service = 1;
    body.away = true;
    request.hall = 1;
    request.body_case = HALLQ__REQUEST__BODY_ISSUE;
    request.issue = &body;
    terminal_send(gateway, &request);
    Hallq__Reply *reply = terminal_recv(gateway, RIG_WAIT_MS);
    assert_int_equal(reply->body_case, HALLQ__REPLY__BODY_DONE);
    return reply->done->ticket->ticket;
}

// Who is checked in stands as if they had come up to ten minutes ago: the twin is asked about that place
// too, and nobody is called there later than at the end of the line.
static void who_is_expected_is_run_forward_too(void **state) {
    struct hall_rig *r = *state;
    struct terminal gateway;
    terminal_open(&gateway, r, 4, HALLQ__DEVICE__ROLE__GATEWAY);
    assert_true(issue_away(&gateway) > 0);
    assert_int_equal(issue(&r->kiosk, 1)->body_case, HALLQ__REPLY__BODY_DONE);
    RIG_WAIT(r, told(r, 0, 600) >= 0);
    assert_true(told(r, 0, 600) >= 0);
    assert_true(told(r, 0, 600) <= told(r, 0, 0));
    assert_true(told(r, 0, 601) < 0);
    terminal_close(&gateway);
}

// It is asked again and again while people wait, and never while nobody does.
static void an_idle_hall_is_left_alone(void **state) {
    struct hall_rig *r = *state;
    RIG_WAIT(r, r->broker->foresee.next); // it was looked at
    Hallq__Reply *reply = issue(&r->kiosk, 1);
    Hallq__Cancel body = HALLQ__CANCEL__INIT;
    Hallq__Which which = HALLQ__WHICH__INIT;
    uint64_t floors = r->broker->foresee.cost.floors;
    RIG_WAIT(r, r->broker->foresee.cost.floors > floors + 1);
    assert_true(r->broker->foresee.cost.floors > floors + 1);
    which.ticket = reply->done->ticket->ticket;
    which.code = reply->done->ticket->code;
    body.which = &which;
    Hallq__Request request = HALLQ__REQUEST__INIT;
    request.hall = 1;
    request.body_case = HALLQ__REQUEST__BODY_CANCEL;
    request.cancel = &body;
    terminal_send(&r->kiosk, &request);
    assert_int_equal(terminal_recv(&r->kiosk, RIG_WAIT_MS)->body_case, HALLQ__REPLY__BODY_DONE);
    RIG_WAIT(r, told(r, 0, 0) < 0);
    assert_true(told(r, 0, 0) < 0);
}

// TEST_BARE
static void answers_grow_old_and_are_replaced_hall_by_hall(void **state) {
    struct twins twins = {.list = NULL};
    const struct twin_told one[] = {{1, 1, 0, 0, 60, 1000},
                                    {1, 2, 0, 0, 120, 1000},
                                    {1, 2, 3, 0, 30, 1000},
                                    {1, 2, 3, 200, 10, 1000}};
    const struct twin_told other[] = {{2, 1, 0, 0, 600, 2000}};
    (void)state;
    twins_replace(&twins, 2, other, 1);
    twins_replace(&twins, 1, one, 4);
    struct twin_tells tells = twins_of(&twins, 1, 1000 + TWINS_FRESH_MS);
    assert_int_equal(tells.count, 4);
    assert_true(told_s(&tells, 2, 0, 0) == 120);
    assert_true(told_s(&tells, 2, 3, 0) == 30);
    assert_true(told_s(&tells, 2, 3, -5) == 30);
    assert_true(told_s(&tells, 2, 3, 50) == 25);
    assert_true(told_s(&tells, 2, 3, 200) == 10);
    assert_true(told_s(&tells, 2, 3, 201) < 0);
    assert_true(told_s(&tells, 2, 0, 50) < 0);
    assert_true(told_s(&tells, 3, 0, 0) < 0);
    assert_int_equal(twins_of(&twins, 1, 1001 + TWINS_FRESH_MS).count, 0);
    assert_int_equal(twins_of(&twins, 3, 1000).count, 0);
    twins_replace(&twins, 1, one, 1);
    tells = twins_of(&twins, 1, 1000);
    assert_true(told_s(&tells, 2, 0, 0) < 0);
    twins_replace(&twins, 1, NULL, 0);
    assert_int_equal(twins_of(&twins, 1, 1000).count, 0);
    assert_true(twins_of(&twins, 2, 2000).list[0].forecast_s == 600);
    twins_fini(&twins);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
