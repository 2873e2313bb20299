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

static const double *told(const struct hall_rig *r, uint32_t customer_class) {
    return twins_find(&r->broker->twins, 1, 1, customer_class, wallclock_machine_ms());
}

static void a_hall_where_people_wait_is_run_forward(void **state) {
    struct hall_rig *r = *state;
    uint64_t floors = r->broker->foresee.cost.floors;
    assert_null(told(r, 0));
    assert_int_equal(issue(&r->kiosk, 1)->body_case, HALLQ__REPLY__BODY_DONE);
    RIG_WAIT(r, told(r, 0));
    assert_non_null(told(r, 0));
    assert_true(*told(r, 0) > 0); // nobody is at any counter: nobody will be called soon
    assert_true(r->broker->foresee.cost.floors > floors);
    assert_null(told(r, 9)); // no such class
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
    RIG_WAIT(r, !told(r, 0));
    assert_null(told(r, 0));
}

// TEST_BARE
static void answers_grow_old_and_are_replaced_hall_by_hall(void **state) {
    struct twins twins = {.list = NULL};
    const struct twin_told one[] = {{1, 1, 0, 60, 1000}, {1, 2, 0, 120, 1000}, {1, 2, 3, 30, 1000}};
    const struct twin_told other[] = {{2, 1, 0, 600, 2000}};
    (void)state;
    twins_replace(&twins, 2, other, 1);
    twins_replace(&twins, 1, one, 3);
    assert_true(*twins_find(&twins, 1, 2, 0, 1000) == 120);
    assert_true(*twins_find(&twins, 1, 2, 3, 1000 + TWINS_FRESH_MS) == 30);
    assert_null(twins_find(&twins, 1, 2, 3, 1001 + TWINS_FRESH_MS));
    assert_null(twins_find(&twins, 1, 3, 0, 1000));
    assert_null(twins_find(&twins, 3, 1, 0, 1000));
    twins_replace(&twins, 1, one, 1);
    assert_null(twins_find(&twins, 1, 2, 0, 1000));
    twins_replace(&twins, 1, NULL, 0);
    assert_null(twins_find(&twins, 1, 1, 0, 1000));
    assert_true(*twins_find(&twins, 2, 1, 0, 2000) == 600);
    twins_fini(&twins);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
