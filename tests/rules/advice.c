// Advice for a crowded line, on halls whose services take five minutes each.
#include "tests/rules/hall.h"

#include "broker/hall/core/counters.h"
#include "broker/hall/plan/advice.h"

#define SEED 7
#define TARGET_S 1200.

#define CLOSE HALLQ__REQUEST__BODY_COUNTER_CLOSE
#define PAUSE HALLQ__REQUEST__BODY_COUNTER_PAUSE
#define SIGN_OFF HALLQ__REQUEST__BODY_SIGN_OFF

static struct advice advice_of(struct fixture *f, uint32_t service) {
    struct floor *floor;
    struct advice advice;
    assert_int_equal(floor_copy(&f->state, f->now_ms, HALL, &floor), ERR_OK);
    assert_int_equal(floor_arrivals(&f->state, floor), ERR_OK);
    assert_true(
        advice_find(floor, floor_service(floor, service), TARGET_S, SEED, &f->arena, &advice));
    return advice;
}

// So many came for the service within an hour, so that few come in the last half hour.
static void crowd(struct fixture *f, uint32_t service, int people) {
    for (int i = 0; i < people; i++)
        take(f, service);
    pass_s(f, 2400);
}

static void a_paused_window_is_taken_up_again_first(void **state) {
    struct fixture *f = *state;
    counter_do(f, DEVICE_COUNTER + 2, PAUSE, 0);
    crowd(f, SERVICE_A, 12);
    struct advice advice = advice_of(f, SERVICE_A);
    assert_int_equal(advice.kind, ADVICE_OPEN);
    assert_int_equal(advice.counter_count, 1);
    assert_int_equal(advice.counters[0], 2);
    assert_true(advice.enough);
    assert_float_equal(advice.now_s, 3600, .001);
    assert_float_equal(advice.without_s, 1800, .001);
    assert_float_equal(advice.with_s, 0, .001);
    assert_true(advice.by_s == 0);
    assert_int_equal(advice.open, 1);
    assert_in_range(advice.least, 2, advice.safe);
    assert_int_equal(advice.worse_count, 0);
}

static void a_free_counter_takes_the_line_before_anybody_is_fetched(void **state) {
    struct fixture *f = *state;
    counter_do(f, DEVICE_COUNTER + 2, SIGN_OFF, 0);
    crowd(f, SERVICE_A, 12);
    struct advice advice = advice_of(f, SERVICE_A);
    assert_int_equal(advice.kind, ADVICE_SERVICES);
    assert_int_equal(advice.counters[0], 3);
    assert_int_equal(advice.service_count, 2);
    assert_int_equal(advice.services[0], SERVICE_A);
    assert_int_equal(advice.services[1], SERVICE_C);
    assert_true(advice.enough);
    assert_true(advice.with_s < advice.without_s);
}

static void a_counter_with_a_line_of_its_own_stays_there(void **state) {
    struct fixture *f = *state;
    counter_do(f, DEVICE_COUNTER + 2, SIGN_OFF, 0);
    for (int i = 0; i < 15; i++)
        take(f, SERVICE_C);
    crowd(f, SERVICE_A, 12);
    struct advice advice = advice_of(f, SERVICE_A);
    assert_int_equal(advice.kind, ADVICE_OPEN);
    assert_int_equal(advice.counters[0], 2);
}

static void people_go_elsewhere_where_no_window_helps(void **state) {
    struct fixture *f = *state;
    crowd(f, SERVICE_A, 60);
    for (int i = 0; i < 60; i++)
        take(f, SERVICE_C);
    pass_s(f, 2400);
    struct advice advice = advice_of(f, SERVICE_A);
    assert_int_equal(advice.kind, ADVICE_ELSEWHERE);
    assert_true(advice.people > 0 && advice.people <= 60);
    assert_false(advice.enough);
    assert_float_equal(advice.with_s, advice.without_s, .001);
}

static void a_calm_line_needs_nothing(void **state) {
    struct fixture *f = *state;
    counter_do(f, DEVICE_COUNTER + 2, CLOSE, 0);
    crowd(f, SERVICE_A, 2);
    struct advice advice = advice_of(f, SERVICE_A);
    assert_int_equal(advice.kind, ADVICE_NONE);
    assert_int_equal(advice.people, 0);
    assert_true(advice.enough);
}

// Counter 2 would help A, and A's line is asked about as well, since they share it; C waits no less.
static void what_helps_other_lines_alone_is_not_proposed_for_this_one(void **state) {
    struct fixture *f = *state;
    counter_do(f, DEVICE_COUNTER + 2, PAUSE, 0);
    take(f, SERVICE_C);
    crowd(f, SERVICE_A, 20);
    struct advice advice = advice_of(f, SERVICE_C);
    assert_int_equal(advice.kind, ADVICE_NONE);
    assert_int_equal(advice.counter_count, 0);
    assert_float_equal(advice.with_s, advice.without_s, .001);
    assert_int_equal(advice.open, 1);
    assert_int_equal(advice_of(f, SERVICE_A).counters[0], 2);
}

// Three wait, and twelve come in half an hour where one counter serves six: in time now, but not for
// long.
static void what_can_wait_says_until_when(void **state) {
    struct fixture *f = *state;
    counter_do(f, DEVICE_COUNTER + 2, CLOSE, 0);
    for (int i = 0; i < 12; i++) {
        uint64_t ticket = take(f, SERVICE_A);
        if (i < 9)
            cancel(f, ticket);
        pass_s(f, 140);
    }
    struct advice advice = advice_of(f, SERVICE_A);
    assert_int_equal(advice.kind, ADVICE_OPEN);
    assert_true(advice.by_s > 0 && advice.by_s < ADVICE_HORIZON_S);
    assert_true(advice.without_upper_s > TARGET_S);
}

// Whatever a hall looks like: what is proposed can be done and helps, and the same hall gets the same advice.
static void what_is_proposed_can_be_done(void **state) {
    struct fixture *f = *state;
    const Hallq__Request__BodyCase ways[] = {CLOSE, PAUSE, SIGN_OFF};
    int proposed = 0;
    for (uint32_t i = 0; i < 12; i++) {
        uint32_t counter = i % 3 + 1;
        take(f, i % 2 ? SERVICE_A : SERVICE_C);
        take(f, SERVICE_B);
        take(f, SERVICE_B);
        pass_s(f, 100);
        if (i % 4 == 3 && !counter_row(f, counter)->ticket && counter_row(f, counter)->clerk)
            counter_do(f, DEVICE_COUNTER + counter, ways[i / 4], 0);
        for (uint32_t service = SERVICE_A; service <= SERVICE_C; service++) {
            struct advice advice = advice_of(f, service), again = advice_of(f, service);
            assert_int_equal(advice.kind, again.kind);
            assert_memory_equal(&advice.with_upper_s, &again.with_upper_s, sizeof advice.with_s);
            for (uint32_t j = 0; j < advice.counter_count; j++, proposed++)
                assert_int_equal(counter_works(counter_row(f, advice.counters[j])),
                                 advice.kind == ADVICE_SERVICES);
            if (advice.kind == ADVICE_OPEN || advice.kind == ADVICE_SERVICES) // it helps this line
                assert_true(advice.with_upper_s <= advice.without_upper_s - 60);
        }
    }
    assert_true(proposed > 5);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
