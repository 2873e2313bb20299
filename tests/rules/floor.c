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

// ---------------------------------------------------------------- how long services take

static double mean_a(const struct floor *floor) {
    return floor->times[floor_service(floor, SERVICE_A)].mean_s;
}

// One visit at counter 1: the walk there, and the service.
static void visit(struct fixture *f, uint32_t walk_s, uint32_t served_s) {
    take(f, SERVICE_A);
    next(f, 1);
    pass_s(f, walk_s);
    start(f, 1);
    pass_s(f, served_s);
    finish(f, 1);
}

// Who comes a quarter of an hour after a no-show has walked since the last call alone.
static void an_absence_is_no_walk(void **state) {
    struct fixture *f = *state;
    f->quick = true;
    visit(f, 20, 300);
    uint64_t ticket = take(f, SERVICE_A);
    miss(f, 1);
    pass_s(f, 900);
    reinstate(f, ticket);
    next(f, 1);
    pass_s(f, 20);
    start(f, 1);
    pass_s(f, 300);
    finish(f, 1);
    assert_float_equal(mean_a(copy(f)), 300 + 20, .001);
}

static void services_take_the_times_kept_of_them_and_the_walk(void **state) {
    struct fixture *f = *state;
    f->quick = true;
    assert_float_equal(mean_a(copy(f)), 300, 1e-9); // the target, while nothing is known
    visit(f, 20, 89);
    // The target counts as ten services; the walk is known.
    assert_float_equal(mean_a(copy(f)), (10 * 300 + 89) / 11. + 20, .001);
    for (int i = 0; i < 15; i++) {
        visit(f, 20, 60);
        visit(f, 20, 180);
    }
    struct floor *floor = copy(f);
    const struct service_times *times = &floor->times[floor_service(floor, SERVICE_A)];
    assert_int_equal(times->count, 31);
    assert_float_equal(times->last_s[0], 109, .001);
    assert_float_equal(times->last_s[1], 80, .001);
    assert_float_equal(times->last_s[30], 200, .001);
    assert_float_equal(times->mean_s, (89 + 15 * 240) / 31. + 20, .001);
    // Of 109 once and 80 and 200 fifteen times each: their variance over the square of their mean.
    double mean_s = (109 + 15 * 280) / 31., square = (109 * 109 + 15 * (6400 + 40000)) / 31.;
    assert_float_equal(floor->services[floor_service(floor, SERVICE_A)].spread,
                       square / (mean_s * mean_s) - 1, .02); // and as they come, of whom few do not
    assert_float_equal(floor->services[floor_service(floor, SERVICE_B)].spread, 1, 1e-9);
    assert_float_equal(floor->services[floor_service(floor, SERVICE_B)].service_s,
                       300 * (1 - floor->no_shows) + 45 * floor->no_shows, .001);
}

static void of_those_called_a_part_does_not_come(void **state) {
    struct fixture *f = *state;
    double no_shows = 0;
    assert_true(copy(f)->no_shows == 0);
    for (int i = 0; i < 3; i++) {
        take(f, SERVICE_A);
        miss(f, 1);
        twin_came(&no_shows, false);
    }
    visit(f, 0, 60);
    twin_came(&no_shows, true);
    struct floor *floor = copy(f);
    assert_true(floor->no_shows == no_shows && no_shows > 0);
    assert_float_equal(floor->services[floor_service(floor, SERVICE_A)].service_s,
                       twin_ticket_s(mean_a(floor), no_shows), 1e-9);
}

static void a_hall_without_forecasts_keeps_a_mean_alone(void **state) {
    struct fixture *f = *state;
    fixture_rough(f);
    visit(f, 20, 89);
    struct floor *floor = copy(f);
    assert_float_equal(mean_a(floor), (10 * 300 + 89) / 11., .001);
    assert_int_equal(floor->times[floor_service(floor, SERVICE_A)].count, 0);
    assert_true(floor->no_shows == 0);
}

// ---------------------------------------------------------------- who comes

static double arrivals_per_s(struct fixture *f, uint32_t service) {
    struct floor *floor = copy(f);
    assert_int_equal(floor_arrivals(&f->state, floor), ERR_OK);
    return floor->services[floor_service(floor, service)].arrivals_per_s;
}

// 11:40, and the clock's five minutes are those that are counted by.
static void arrivals_are_those_of_the_last_half_hour(void **state) {
    struct fixture *f = *state;
    take(f, SERVICE_A);
    pass_s(f, 2100);
    for (int i = 0; i < 18; i++) {
        take(f, SERVICE_A);
        pass_s(f, 100);
    }
    take(f, SERVICE_B);
    assert_float_equal(arrivals_per_s(f, SERVICE_A), .01, 1e-9);
    assert_float_equal(arrivals_per_s(f, SERVICE_B), 1 / 1800., 1e-9);
    assert_true(arrivals_per_s(f, SERVICE_C) == 0);
}

static void a_hall_that_opened_a_while_ago_saw_nobody_before(void **state) {
    struct fixture *f = *state;
    for (int i = 0; i < 6; i++)
        take(f, SERVICE_A);
    assert_float_equal(arrivals_per_s(f, SERVICE_A), 6 / 600., 1e-9); // a few people are no crowd
    pass_s(f, 900);
    assert_float_equal(arrivals_per_s(f, SERVICE_A), 6 / 900., 1e-9);
    pass_s(f, 900);
    assert_float_equal(arrivals_per_s(f, SERVICE_A), 6 / 1800., 1e-9);
}

// Who comes to a line from another one comes as well.
static void who_is_transferred_arrives_where_they_go(void **state) {
    struct fixture *f = *state;
    Hallq__Request *transfer = request_new(f, HALLQ__REQUEST__BODY_TRANSFER);
    take(f, SERVICE_A);
    next(f, 2);
    start(f, 2);
    transfer->transfer->to = line_of(f, HALLQ__LINE__KIND__SERVICE, SERVICE_C);
    assert_done(f, DEVICE_COUNTER + 2, transfer);
    assert_float_equal(arrivals_per_s(f, SERVICE_C), 1 / 600., 1e-9);
}

enum { HALF_HOUR_NOW = 23, WEEK = 336 }; // 11:30 on a Monday

// Usually `now` people come at 11:30 and `later` at 12:00, on any day; on Mondays, of which there were
// `weeks`, `monday` at 11:30.
static void usual_set(struct fixture *f, uint32_t now, uint32_t later, uint32_t weeks,
                      uint32_t monday) {
    Hallq__UsualRow row = HALLQ__USUAL_ROW__INIT;
    uint32_t days[48] = {0}, arrivals[48] = {0}, counters[48] = {0}, no_shows[48] = {0};
    uint32_t of_week[WEEK] = {0}, week_arrivals[WEEK] = {0};
    days[HALF_HOUR_NOW] = days[HALF_HOUR_NOW + 1] = 5;
    arrivals[HALF_HOUR_NOW] = now * 100;
    arrivals[HALF_HOUR_NOW + 1] = later * 100;
    of_week[HALF_HOUR_NOW] = weeks;
    week_arrivals[HALF_HOUR_NOW] = monday * 100;
    row.n_days = row.n_arrivals = row.n_no_shows = row.n_counters = 48;
    row.days = days;
    row.arrivals = arrivals;
    row.counters = counters;
    row.no_shows = no_shows;
    row.n_weeks = row.n_week_arrivals = weeks ? WEEK : 0;
    row.weeks = of_week;
    row.week_arrivals = week_arrivals;
    assert_int_equal(usual_row_put(&f->state, key_usual(HALL, SERVICE_A), &row), ERR_OK);
    fixture_touched(f);
}

// At 11:40 twenty minutes of the half hour are left, and ten minutes of what is usual are weighed.
static void arrivals_are_pulled_to_what_is_usual(void **state) {
    struct fixture *f = *state;
    usual_set(f, 30, 30, 0, 0);
    assert_float_equal(arrivals_per_s(f, SERVICE_A), 10 / 1200., 1e-6);
    for (int i = 0; i < 6; i++)
        take(f, SERVICE_A);
    assert_float_equal(arrivals_per_s(f, SERVICE_A), (6 + 10) / 1200., 1e-6);
    pass_s(f, 1800); // 12:10
    usual_set(f, 0, 30, 0, 0);
    assert_float_equal(arrivals_per_s(f, SERVICE_A), (6 + 10) / 2400., 1e-6);
    assert_float_equal(arrivals_per_s(f, SERVICE_B), 0, 1e-9); // nothing is known of it
}

static void what_comes_is_that_of_the_next_half_hour(void **state) {
    struct fixture *f = *state;
    usual_set(f, 30, 0, 0, 0); // nobody comes at noon
    assert_float_equal(arrivals_per_s(f, SERVICE_A), 10 * 2 / 3. / 1200, 1e-6);
}

static void what_is_usual_is_that_of_the_weekday(void **state) {
    struct fixture *f = *state;
    usual_set(f, 30, 30, 1, 90); // one Monday weighs as much as all days
    assert_float_equal(arrivals_per_s(f, SERVICE_A), 10 * (2 / 3. * 60 + 1 / 3. * 30) / 30 / 1200,
                       1e-6);
    usual_set(f, 30, 30, 5, 90);
    assert_float_equal(arrivals_per_s(f, SERVICE_A), 10 * (2 / 3. * 80 + 1 / 3. * 30) / 30 / 1200,
                       1e-6);
}

// Four people at 11:40 on this Monday, none on the days between, ten on the next one: half an hour of
// those is taken in when the next begins to be counted.
static void weekdays_are_learnt(void **state) {
    struct fixture *f = *state;
    Hallq__UsualRow *row;
    f->quick = true;
    for (int i = 0; i < 4; i++)
        cancel(f, take(f, SERVICE_A));
    pass_s(f, 7 * 24 * 3600);
    for (int i = 0; i < 10; i++)
        cancel(f, take(f, SERVICE_A));
    pass_s(f, 3600);
    take(f, SERVICE_A);
    assert_int_equal(usual_row_get(&f->state, key_usual(HALL, SERVICE_A), &row), ERR_OK);
    assert_int_equal(row->n_weeks, WEEK);
    assert_int_equal(row->weeks[HALF_HOUR_NOW], 2);
    assert_int_equal(row->week_arrivals[HALF_HOUR_NOW], 700);
    assert_int_equal(row->weeks[HALF_HOUR_NOW + 48], 0);
    assert_int_equal(row->arrivals[HALF_HOUR_NOW], (9 * 400 + 1000) / 10);
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
