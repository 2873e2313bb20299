// What if: plans tried on a hall whose services take five minutes each, so that waits can be worked
// out by hand. Until thirty services of a kind have ended, the twin goes by their mean.
#include "tests/rules/hall.h"

#include "broker/hall/plan/plan.h"

#define SEED 7

static struct floor *copy(struct fixture *f) {
    struct floor *floor;
    assert_int_equal(floor_copy(&f->state, f->now_ms, HALL, &floor), ERR_OK);
    return floor;
}

static struct floor *with(struct fixture *f, const struct floor *floor,
                          const struct floor_plan *plan) {
    struct floor *changed;
    uint32_t id;
    assert_int_equal(plan_floor(floor, plan, &f->arena, &changed, &id), PLAN_FINE);
    return changed;
}

static struct plan_wait wait_in(const struct floor *floor, uint32_t service, double head_start_s,
                                double in_s) {
    struct plan_asked asked = {floor_service(floor, service), head_start_s, in_s};
    struct plan_wait wait;
    assert_true(plan_wait(floor, &asked, SEED, &wait));
    return wait;
}

static double wait_s(const struct floor *floor, uint32_t service) {
    return wait_in(floor, service, 0, 0).forecast_s;
}

// Counter 1 (A, B) works, counter 2 (B, A, C) is closed, and counter 3 (C) works; 12 wait for A.
static struct floor *crowded(struct fixture *f) {
    counter_do(f, DEVICE_COUNTER + 2, HALLQ__REQUEST__BODY_COUNTER_CLOSE, 0);
    for (int i = 0; i < 12; i++)
        take(f, SERVICE_A);
    pass_s(f, 60);
    return copy(f);
}

static void a_window_opened_halves_the_wait(void **state) {
    struct fixture *f = *state;
    const uint32_t two[] = {2};
    struct floor *floor = crowded(f);
    struct floor *opened = with(f, floor, &(struct floor_plan){.open = two, .open_count = 1});
    assert_float_equal(wait_s(floor, SERVICE_A), 3600, .001);
    assert_float_equal(wait_s(opened, SERVICE_A), 1800, .001);
    assert_int_equal(floor->services[floor_service(floor, SERVICE_A)].counters, 1);
    assert_int_equal(opened->services[floor_service(floor, SERVICE_A)].counters, 2);
}

static void a_window_closed_leaves_nobody(void **state) {
    struct fixture *f = *state;
    const uint32_t one[] = {1};
    struct floor *floor = crowded(f);
    struct floor *closed = with(f, floor, &(struct floor_plan){.close = one, .close_count = 1});
    assert_true(wait_in(closed, SERVICE_A, 0, 0).nobody);
    assert_false(wait_in(closed, SERVICE_C, 0, 0).nobody);
}

static void a_counter_moved_to_the_line_helps_it(void **state) {
    struct fixture *f = *state;
    struct floor *floor = crowded(f);
    const struct plan_services moved[] = {{3, 1ull << floor_service(floor, SERVICE_A)}};
    struct floor *changed =
        with(f, floor, &(struct floor_plan){.services = moved, .services_count = 1});
    assert_float_equal(wait_s(changed, SERVICE_A), 1800, .001);
    assert_true(wait_in(changed, SERVICE_C, 0, 0).nobody);
}

static void people_sent_elsewhere_are_the_last_of_their_line(void **state) {
    struct fixture *f = *state;
    struct floor *floor = crowded(f);
    const struct plan_divert diverts[] = {{SERVICE_A, 4}};
    struct floor *changed =
        with(f, floor, &(struct floor_plan){.diverts = diverts, .divert_count = 1});
    assert_float_equal(wait_s(changed, SERVICE_A), 8 * 300, .001);
    assert_int_equal(changed->ticket_count, 8);
    assert_int_equal(changed->tickets[0].ticket, floor->tickets[0].ticket);
    assert_int_equal(changed->services[0].waiting, 8);
    const struct plan_divert all[] = {{SERVICE_A, 99}};
    changed = with(f, floor, &(struct floor_plan){.diverts = all, .divert_count = 1});
    assert_int_equal(changed->ticket_count, 0);
    assert_true(wait_s(changed, SERVICE_A) == 0);
}

static void a_ticket_with_a_head_start_goes_before_the_others(void **state) {
    struct fixture *f = *state;
    struct floor *floor = crowded(f);
    assert_true(wait_in(floor, SERVICE_A, 600, 0).forecast_s == 0);
}

static void at_the_horizon_those_who_wait_now_have_been_served(void **state) {
    struct fixture *f = *state;
    struct floor *floor = crowded(f);
    assert_float_equal(wait_in(floor, SERVICE_A, 0, 1800).forecast_s, 1800, .001);
    assert_true(wait_in(floor, SERVICE_A, 0, 7200).forecast_s == 0);
}

static void who_comes_meanwhile_lengthens_the_wait(void **state) {
    struct fixture *f = *state;
    struct floor *floor = crowded(f);
    floor->services[floor_service(floor, SERVICE_A)].arrivals_per_s = 1 / 150.;
    struct plan_wait wait = wait_in(floor, SERVICE_A, 0, 1800);
    assert_true(wait.forecast_s > 3600 && wait.forecast_s < 7200); // 12 come, six are served
    assert_true(wait.lower_s < wait.forecast_s && wait.forecast_s < wait.upper_s);
    struct plan_wait again = wait_in(floor, SERVICE_A, 0, 1800);
    assert_memory_equal(&again.forecast_s, &wait.forecast_s, sizeof wait.forecast_s);
    assert_memory_equal(&again.upper_s, &wait.upper_s, sizeof wait.upper_s);
}

static void a_plan_that_cannot_be_is_named(void **state) {
    struct fixture *f = *state;
    const uint32_t one[] = {1}, two[] = {2}, twice[] = {2, 2}, none[] = {9};
    const struct plan_services services[] = {{9, 1}};
    const struct plan_divert diverts[] = {{9, 1}};
    const struct {
        struct floor_plan plan;
        enum plan_fault fault;
        uint32_t id;
    } cases[] = {
        {{.open = one, .open_count = 1}, PLAN_OPEN_ALREADY, 1},
        {{.open = twice, .open_count = 2}, PLAN_OPEN_ALREADY, 2},
        {{.close = two, .close_count = 1}, PLAN_CLOSED_ALREADY, 2},
        {{.open = none, .open_count = 1}, PLAN_NO_COUNTER, 9},
        {{.close = none, .close_count = 1}, PLAN_NO_COUNTER, 9},
        {{.services = services, .services_count = 1}, PLAN_NO_COUNTER, 9},
        {{.diverts = diverts, .divert_count = 1}, PLAN_NO_SERVICE, 9},
    };
    struct floor *floor = crowded(f), *changed;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint32_t id = 0;
        assert_int_equal(plan_floor(floor, &cases[i].plan, &f->arena, &changed, &id),
                         cases[i].fault);
        assert_int_equal(id, cases[i].id);
    }
}

static void a_floor_that_was_cut_is_not_asked(void **state) {
    struct fixture *f = *state;
    struct floor *floor = crowded(f);
    struct plan_asked asked = {0, 0, 0};
    struct plan_wait wait;
    floor->cut = true;
    assert_false(plan_wait(floor, &asked, SEED, &wait));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
