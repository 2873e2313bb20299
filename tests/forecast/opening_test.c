// opening_test.c - which counter is proposed, where it can be counted on the fingers.
#include "broker/forecast/opening.h"
#include "tests/forecast/near.h"

#include <setjmp.h> // before cmocka
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define SERVICES 3

static const double taken_s[SERVICES] = {300, 600, 60};
static struct service_times services[SERVICES];

static int setup(void **state) {
    (void)state;
    memset(services, 0, sizeof services);
    for (uint32_t i = 0; i < SERVICES * 50; i++)
        service_times_add(&services[i % SERVICES], taken_s[i % SERVICES]);
    return 0;
}

// A hall of one open counter and `closed` ones that could open, and lines of tickets of one service each.
struct hall {
    struct twin_counter counters[5];
    struct twin_ticket tickets[3][16];
    struct opening_line lines[3];
    struct opening opening;
    struct opening_answer answer;
};

static void hall_of(struct hall *hall, uint64_t open, const uint64_t *closed, uint32_t count) {
    memset(hall, 0, sizeof *hall);
    hall->counters[0].services = open;
    for (uint32_t i = 0; i < count; i++)
        hall->counters[1 + i] = (struct twin_counter){.services = closed[i], .opens_in_s = 120};
    hall->opening = (struct opening){.twin = {.counters = hall->counters,
                                              .counter_count = 1 + count,
                                              .services = services,
                                              .service_count = SERVICES},
                                     .open_count = 1,
                                     .lines = hall->lines};
}

static void add_line(struct hall *hall, uint32_t service, uint32_t ahead, double target_s) {
    uint32_t line = hall->opening.line_count++;
    for (uint32_t i = 0; i <= ahead; i++)
        hall->tickets[line][i].service = service;
    hall->lines[line] = (struct opening_line){
        .tickets = hall->tickets[line], .ticket_count = ahead + 1, .target_s = target_s};
}

static void who_waits_not_too_long__needs_no_counter(void **state) {
    const uint64_t closed[] = {1};
    struct hall hall;
    (void)state;
    hall_of(&hall, 1, closed, 1);
    add_line(&hall, 0, 4, 1200);
    opening_find(&hall.opening, 1, &hall.answer);
    assert_int_equal(hall.answer.count, 0);
    assert_true(hall.answer.enough);
    assert_near(hall.lines[0].now_s, 1200, 1e-9);
}

static void the_counter_that_serves_the_line__is_proposed(void **state) {
    const uint64_t closed[] = {2, 4, 1};
    struct hall hall;
    (void)state;
    hall_of(&hall, 1, closed, 3);
    add_line(&hall, 0, 6, 1200);
    opening_find(&hall.opening, 1, &hall.answer);
    assert_int_equal(hall.answer.count, 1);
    assert_int_equal(hall.answer.counters[0], 3);
    assert_true(hall.answer.enough);
    assert_near(hall.lines[0].now_s, 1800, 1e-9);
    assert_near(hall.lines[0].then_s, 900,
                1e-9); // 0 300 600 900 and 120 420 720: the seventh at 900
}

static void two__are_proposed_where_one_is_not_enough(void **state) {
    const uint64_t closed[] = {1, 2, 3};
    struct hall hall;
    (void)state;
    hall_of(&hall, 4, closed, 3); // nobody serves the first two services yet
    add_line(&hall, 0, 3, 1000);
    add_line(&hall, 1, 1, 720);
    opening_find(&hall.opening, 1, &hall.answer);
    assert_int_equal(hall.answer.count, 2);
    assert_int_equal(hall.answer.counters[0], 3); // for both, but the first line at 120 + 3 * 300
    assert_int_equal(hall.answer.counters[1], 1);
    assert_true(hall.answer.enough);
    assert_near(hall.lines[0].now_s, OPENING_NOBODY_S, 0);
    assert_near(hall.lines[0].then_s, 120 + 300, 1e-9);
    assert_near(hall.lines[1].then_s, 120 + 600, 1e-9);
}

static void what_helps_nobody__is_not_proposed(void **state) {
    const uint64_t closed[] = {2, 4};
    struct hall hall;
    (void)state;
    hall_of(&hall, 1, closed, 2);
    add_line(&hall, 0, 9, 1200);
    opening_find(&hall.opening, 1, &hall.answer);
    assert_int_equal(hall.answer.count, 0);
    assert_false(hall.answer.enough);
    assert_near(hall.lines[0].then_s, 2700, 1e-9);
}

// Services of every length: the line is never worse off for the counter, since all is tried with the same luck.
static void one_more__does_not_make_it_worse_by_bad_luck(void **state) {
    struct service_times mixed[SERVICES] = {{0}};
    struct hall hall;
    uint32_t worse = 0;
    (void)state;
    for (uint32_t i = 0; i < 400 * SERVICES; i++)
        service_times_add(&mixed[i % SERVICES], 30 + i * 7919 % 1200);
    for (uint64_t seed = 0; seed < 200; seed++) {
        const uint64_t closed[] = {7};
        hall_of(&hall, 7, closed, 1);
        hall.opening.twin.services = mixed;
        add_line(&hall, 0, 12, 600);
        opening_find(&hall.opening, seed, &hall.answer);
        assert_int_equal(hall.answer.count, 1);
        worse += hall.lines[0].then_s >= hall.lines[0].now_s;
    }
    assert_int_equal(worse, 0);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
