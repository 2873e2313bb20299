// hall_again.c - business days that begin again, after a wrong date: no number is given twice on one,
// however often hall time goes back, whatever was given on days in between.
#include "tests/rules/hall.h"

#include <stdlib.h>

#include "base/refusal.h"

#define DAY_S (24 * 3600)
#define DAY_MS (1000LL * DAY_S)

static void numbers_upto(struct fixture *f, uint32_t last) {
    Hallq__HallSettings *h = settings_copy(f);
    h->services[0]->last_number = h->services[0]->daily_cap = last;
    assert_string_equal(refusal_name(settings_apply(f, h)), "NONE");
}

static void assert_number_next(struct fixture *f, const char *number) {
    assert_string_equal(ticket_row(f, take(f, SERVICE_A))->number, number);
}

static void assert_used_up(struct fixture *f) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    r->issue->service = SERVICE_A;
    assert_refused(f, DEVICE_KIOSK, r, NUMBERS_USED_UP);
}

// One of the wrong date that was not given on this one may come, when there is no other.
static void leading_back__gives_none_rather_than_a_number_of_the_morning(void **state) {
    struct fixture *f = *state;
    numbers_upto(f, 5);
    int64_t right_ms = f->now_ms + 30 * 60 * 1000LL;
    assert_number_next(f, "A001");
    assert_number_next(f, "A002");
    leap_s(f, 20 * DAY_S);
    assert_number_next(f, "A001");
    assert_number_next(f, "A002");
    assert_number_next(f, "A003");
    lead_back(f, right_ms);
    assert_number_next(f, "A004");
    assert_number_next(f, "A005");
    assert_number_next(f, "A003"); // of the wrong date
    assert_used_up(f);
}

// All were given that morning; the row of one was written again since, by the wrong date.
static void leading_back__gives_none_when_the_morning_had_all(void **state) {
    struct fixture *f = *state;
    numbers_upto(f, 3);
    int64_t right_ms = f->now_ms + 30 * 60 * 1000LL;
    work(f, 1);
    for (int i = 0; i < 3; i++) {
        take(f, SERVICE_A);
        next(f, 1);
        start(f, 1);
        finish(f, 1);
    }
    leap_s(f, DAY_S);
    assert_number_next(f, "A001");
    lead_back(f, right_ms);
    assert_used_up(f);
    leap_s(f, DAY_S); // the day that the wrong date was, now in truth
    assert_number_next(f, "A002");
    assert_number_next(f, "A003");
    assert_used_up(f);
}

// The same where tickets are carried over: who still waits keeps the number, who is over had it.
// TEST_BARE
static void leading_back__gives_none_that_was_carried_over(void **state) {
    struct fixture *f = hall_new();
    (void)state;
    f->settings->at_day_end = HALLQ__HALL_SETTINGS__DAY_END__CARRY;
    hall_start(f);
    numbers_upto(f, 3);
    int64_t right_ms = f->now_ms + 30 * 60 * 1000LL;
    for (int i = 0; i < 3; i++)
        take(f, SERVICE_A);
    leap_s(f, DAY_S);
    assert_used_up(f);
    work(f, 1);
    serve(f, 1, 10);
    assert_number_next(f, "A001");
    lead_back(f, right_ms);
    assert_used_up(f);
    fixture_destroy(f);
}

// The day comes by itself, from a day before it: a clock was put right that was behind.
static void a_day_reached_again__gives_none_of_its_numbers(void **state) {
    struct fixture *f = *state;
    int64_t right_ms = f->now_ms + 30 * 60 * 1000LL;
    for (int i = 0; i < 5; i++)
        take(f, SERVICE_A);
    leap_s(f, DAY_S);
    for (int i = 0; i < 3; i++)
        take(f, SERVICE_A);
    lead_back(f, right_ms);
    assert_number_next(f, "A006");
    lead_back(f, right_ms - 3 * DAY_MS);
    assert_int_equal(hall_row(f)->day, MONDAY - 3);
    assert_number_next(f, "A007");
    assert_number_next(f, "A008");
    leap_s(f, 3 * DAY_S);
    assert_int_equal(hall_row(f)->day, MONDAY);
    assert_number_next(f, "A007"); // A008 was of another day, as was the A007 before
    leap_s(f, DAY_S);
    assert_number_next(f, "A004");
    leap_s(f, DAY_S);
    assert_number_next(f, "A001");
}

// Days in between bear the numbers too, and more of them than their rows hold.
static void a_day_reached_again__knows_its_numbers_after_weeks(void **state) {
    struct fixture *f = *state;
    int64_t right_ms = f->now_ms + 30 * 60 * 1000LL;
    leap_s(f, 25 * DAY_S);
    assert_number_next(f, "A001");
    assert_number_next(f, "A002");
    lead_back(f, right_ms);
    for (int day = 1; day < 25; day++) {
        leap_s(f, DAY_S);
        assert_number_next(f, "A001");
        assert_number_next(f, "A002");
    }
    leap_s(f, DAY_S);
    assert_int_equal(hall_row(f)->day, MONDAY + 25);
    assert_number_next(f, "A003");
    lead_back(f, f->now_ms - 10 * DAY_MS);
    assert_number_next(f, "A004");
    leap_s(f, DAY_S); // had two
    assert_number_next(f, "A003");
}

// ---------------------------------------------------------------- what tells the days' tickets

// Of a hall that an earlier version led back it is known only up to where days do not grow.
static void a_hall_led_back_by_an_earlier_version__gives_none_twice(void **state) {
    struct fixture *f = *state;
    int64_t right_ms = f->now_ms + 30 * 60 * 1000LL;
    assert_number_next(f, "A001");
    leap_s(f, DAY_S);
    assert_number_next(f, "A001");
    lead_back(f, right_ms);
    Hallq__HallRow *hall = hall_row(f);
    hall->n_stretches_after_ticket = 0;
    hall_change(f, hall);
    assert_number_next(f, "A002");
    leap_s(f, DAY_S);
    assert_number_next(f, "A002");
    lead_back(f, f->now_ms - DAY_MS);
    assert_int_equal(hall_row(f)->n_stretches_after_ticket, 2);
    assert_number_next(f, "A003");
    fixture_touched(f);
}

// More often than a hall's row keeps; in the reports too each day has its own.
static void a_hall_led_back_many_times__knows_every_days_tickets(void **state) {
    struct fixture *f = *state;
    int64_t right_ms = f->now_ms;
    for (uint32_t i = 0; i < 40; i++) {
        assert_int_equal(hall_row(f)->day, MONDAY);
        take(f, SERVICE_A);
        leap_s(f, DAY_S);
        take(f, SERVICE_A);
        lead_back(f, right_ms);
        assert_in_range(hall_row(f)->n_stretches_after_ticket, 2, 16);
    }
    Hallq__Report *report;
    for (int32_t day = MONDAY; day <= MONDAY + 1; day++) {
        assert_int_equal(report_make(&f->state, HALL, day, &report), ERR_OK);
        assert_int_equal(report->services[0]->issued, 40);
    }
}

// ---------------------------------------------------------------- any course of days

#define DAYS 12
#define NUMBERS 30

struct course {
    struct fixture *f;
    uint32_t draw;
    unsigned char given[DAYS][2][NUMBERS + 1]; // by day, letter, number: how often
};

static uint32_t draw(struct course *c, uint32_t below) {
    c->draw = c->draw * 1664525 + 1013904223;
    return (uint32_t)(((uint64_t)c->draw * below) >> 32);
}

static void course_take(struct course *c) {
    struct fixture *f = c->f;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_ISSUE);
    r->issue->service = draw(c, 2) ? SERVICE_A : SERVICE_B;
    Hallq__Refusal__Reason reason = ask(f, DEVICE_KIOSK, r);
    if (reason) {
        assert_string_equal(refusal_name(reason), "NUMBERS_USED_UP");
        return;
    }
    const Hallq__TicketRow *row = ticket_row(f, hall_row(f)->tickets);
    int32_t day = hall_row(f)->day - MONDAY;
    assert_in_range(day, 0, DAYS - 1);
    long index = strtol(row->number + 1, NULL, 10);
    assert_in_range(index, 1, NUMBERS);
    if (c->given[day][row->number[0] == 'B'][index]++)
        fail_msg("%s was given twice on day %d", row->number, day);
    if (draw(c, 3))
        cancel(f, row->ticket);
}

static void course_settings(struct course *c) {
    Hallq__HallSettings *h = settings_copy(c->f);
    char *letter = h->services[0]->letter;
    if (draw(c, 2)) {
        h->services[0]->letter = h->services[1]->letter;
        h->services[1]->letter = letter;
    }
    for (size_t i = 0; i < 2; i++) {
        h->services[i]->first_number = 1 + draw(c, 5);
        h->services[i]->last_number = 8 + draw(c, NUMBERS - 7);
        h->services[i]->daily_cap = 5000;
        h->services[i]->continue_numbers = draw(c, 2);
    }
    assert_string_equal(refusal_name(settings_apply(c->f, h)), "NONE");
}

// A day of the course, at the hour at which the first began: hall time never goes past the last.
static void course_day(struct course *c, int64_t monday_ms) {
    struct fixture *f = c->f;
    int64_t to_ms = monday_ms + draw(c, DAYS - 1) * DAY_MS + 1000 * (int64_t)draw(c, 3600);
    if (to_ms > f->now_ms)
        leap_s(f, (to_ms - f->now_ms) / 1000);
    else if (f->now_ms - to_ms > LIMIT_CLOCK_OFF_MS)
        lead_back(f, to_ms);
}

// TEST_BARE
static void no_course_of_days__gives_a_number_twice(void **state) {
    (void)state;
    for (uint32_t seed = 1; seed <= 20; seed++) {
        struct fixture *f = hall_new();
        struct course c = {.f = f, .draw = seed};
        f->settings->at_day_end =
            seed % 2 ? HALLQ__HALL_SETTINGS__DAY_END__CARRY : HALLQ__HALL_SETTINGS__DAY_END__CANCEL;
        hall_start(f);
        int64_t monday_ms = f->now_ms;
        course_settings(&c);
        for (int i = 0; i < 150; i++) {
            uint32_t what = draw(&c, 20);
            if (what == 0)
                course_settings(&c);
            else if (what <= 2)
                course_day(&c, monday_ms);
            else
                course_take(&c);
        }
        fixture_destroy(f);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, hall_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
