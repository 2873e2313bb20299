// The floor copied for the twin: who works and who could, who waits in which order, what it leaves
// out. Held to halls made by commands.
#include "tests/rules/hall.h"

#include "base/refusal.h"
#include "broker/hall/plan/floor.h"

static struct floor *copy(struct fixture *f) {
    struct floor *floor;
    assert_int_equal(floor_copy(&f->state, f->now_ms, HALL, &floor), ERR_OK);
    return floor;
}

static uint64_t bit(const struct floor *floor, uint32_t service) {
    return 1ull << floor_service(floor, service);
}

static void counters_that_work_and_those_that_could(void **state) {
    struct fixture *f = *state;
    counter_do(f, DEVICE_COUNTER + 2, HALLQ__REQUEST__BODY_COUNTER_CLOSE, 0);
    counter_do(f, DEVICE_COUNTER + 3, HALLQ__REQUEST__BODY_COUNTER_PAUSE, 0);
    struct floor *floor = copy(f);
    assert_int_equal(floor->counter_count, COUNTERS);
    assert_int_equal(floor->counters[0].lack, FLOOR_WORKS);
    assert_int_equal(floor->counters[1].lack, FLOOR_READY);
    assert_int_equal(floor->counters[2].lack, FLOOR_PAUSED);
    assert_int_equal(floor->counters[0].twin.services,
                     bit(floor, SERVICE_A) | bit(floor, SERVICE_B));
    assert_int_equal(floor->services[floor_service(floor, SERVICE_A)].counters, 1);
    assert_int_equal(floor->services[floor_service(floor, SERVICE_C)].counters, 0);
    counter_do(f, DEVICE_COUNTER + 2, HALLQ__REQUEST__BODY_SIGN_OFF, 0);
    assert_int_equal(copy(f)->counters[1].lack, FLOOR_EMPTY);
}

static void a_busy_counter_says_with_what_and_for_how_long(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_B);
    next(f, 1);
    start(f, 1);
    pass_s(f, 90);
    struct floor *floor = copy(f);
    assert_true(floor->counters[0].twin.busy);
    assert_int_equal(floor->counters[0].twin.service, floor_service(floor, SERVICE_B));
    assert_float_equal(floor->counters[0].twin.busy_s, 90, 1);
    assert_false(floor->counters[1].twin.busy);
    assert_int_equal(floor->waiting, 0);
}

static void tickets_stand_in_the_order_of_their_calls(void **state) {
    struct fixture *f = *state;
    uint64_t first = take(f, SERVICE_B);
    pass_s(f, 5);
    uint64_t second = take(f, SERVICE_A);
    pass_s(f, 5);
    uint64_t early = take_class(f, SERVICE_C, VIP);
    struct floor *floor = copy(f);
    assert_int_equal(floor->ticket_count, 3);
    assert_int_equal(floor->tickets[0].ticket, early);
    assert_int_equal(floor->tickets[1].ticket, first);
    assert_int_equal(floor->tickets[2].ticket, second);
    assert_int_equal(floor->tickets[2].service, floor_service(floor, SERVICE_A));
    assert_int_equal(floor->waiting, 3);
    assert_false(floor->cut);
}

static void a_ticket_on_hold_comes_back_when_it_is_due(void **state) {
    struct fixture *f = *state;
    uint64_t held = take(f, SERVICE_A);
    pass_s(f, 1);
    uint64_t behind = take(f, SERVICE_A);
    next(f, 1);
    start(f, 1);
    hold(f, 1);
    pass_s(f, 100);
    struct floor *floor = copy(f);
    assert_int_equal(floor->ticket_count, 2);
    assert_int_equal(floor->tickets[0].ticket, held);
    assert_float_equal(floor->tickets[0].ready_in_s, f->settings->hold_limit_s - 100, 1);
    assert_int_equal(floor->tickets[1].ticket, behind);
    assert_true(floor->tickets[1].ready_in_s == 0);
}

static void who_waits_for_one_counter_takes_its_time(void **state) {
    struct fixture *f = *state;
    Hallq__Request *transfer = request_new(f, HALLQ__REQUEST__BODY_TRANSFER);
    take(f, SERVICE_A);
    next(f, 2);
    start(f, 2);
    transfer->transfer->to = line_of(f, HALLQ__LINE__KIND__COUNTER, 1);
    assert_done(f, DEVICE_COUNTER + 2, transfer);
    struct floor *floor = copy(f);
    assert_float_equal(floor->counters[0].twin.opens_in_s, 300, .001);
    assert_true(floor->counters[1].twin.opens_in_s == 0);
}

// 11:40, with a break from 12 to 14 o'clock.
// TEST_OWN
static void a_break_of_the_hours_is_a_break_of_the_counters(void **state) {
    struct fixture *f = *state = fixture_create();
    for (size_t i = 0; i < f->settings->n_hours; i++) {
        Hallq__DayHours *hours = f->settings->hours[i];
        Hallq__Span *after = arena_copy(&f->arena, hours->spans[0], sizeof *after);
        after->from_min = 14 * 60;
        hours->spans[0]->to_min = 12 * 60;
        hours->spans = arena_need(&f->arena, 2 * sizeof(Hallq__Span *));
        hours->spans[0] = arena_copy(&f->arena, after, sizeof *after);
        hours->spans[0]->from_min = 8 * 60;
        hours->spans[0]->to_min = 12 * 60;
        hours->spans[1] = after;
        hours->n_spans = 2;
    }
    fixture_open(f);
    Hallq__HallRow *row = hall_row(f);
    row->hours_at_ms = f->now_ms + 1200 * 1000;
    hall_change(f, row);
    struct floor *floor = copy(f);
    assert_float_equal(floor->counters[0].twin.away_from_s, 1200, .001);
    assert_float_equal(floor->counters[0].twin.away_to_s, 1200 + 7200, .001);
    row->hours_at_ms = f->now_ms + 6 * 3600 * 1000; // the end of the day
    hall_change(f, row);
    assert_true(copy(f)->counters[0].twin.away_to_s == 0);
}

static void arrivals_are_those_of_the_last_half_hour(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    pass_s(f, 2000);
    for (int i = 0; i < 18; i++) {
        take(f, SERVICE_A);
        pass_s(f, 50);
    }
    take(f, SERVICE_B);
    struct floor *floor = copy(f);
    assert_int_equal(floor_arrivals(&f->state, floor), ERR_OK);
    assert_float_equal(floor->services[floor_service(floor, SERVICE_A)].arrivals_s, .01, 1e-9);
    assert_float_equal(floor->services[floor_service(floor, SERVICE_B)].arrivals_s, 1 / 1800.,
                       1e-9);
    assert_true(floor->services[floor_service(floor, SERVICE_C)].arrivals_s == 0);
}

static void a_floor_with_too_many_people_says_so(void **state) {
    struct fixture *f = *state;
    f->quick = true;
    f->settings->max_open_tickets = 2 * FLOOR_TICKETS;
    Hallq__HallSettings *h = settings_copy(f);
    for (size_t i = 0; i < h->n_services; i++) {
        h->services[i]->last_number = 9999;
        h->services[i]->daily_cap = 9999;
    }
    assert_int_equal(settings_apply(f, h), HALLQ__REFUSAL__REASON__NONE);
    for (int i = 0; i < FLOOR_TICKETS + 1; i++)
        take(f, i % 2 ? SERVICE_A : SERVICE_B);
    struct floor *floor = copy(f);
    assert_true(floor->cut);
    assert_int_equal(floor->ticket_count, FLOOR_TICKETS);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
#define TEST_OWN(name) cmocka_unit_test_teardown(name, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
