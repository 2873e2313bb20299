// gather_test.c - when a turn waits for more commands, on a hand-set clock.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limit.h"
#include "broker/turn/gather.h"

#define START_US 1000000
#define SLOW_US 5000 // a sync
#define WORK_US 200  // of a turn

// Just after a turn of so many commands was answered.
static struct gather after(size_t count) {
    struct gather g = {0};
    gather_answered(&g, count, START_US, WORK_US);
    return g;
}

static void gather__waits_for_those_just_answered(void **state) {
    struct gather g = after(8);
    (void)state;
    assert_in_range(gather_step_us(&g, 8, START_US + 50, SLOW_US), 1, SLOW_US);
}

static void gather__ends_when_nobody_came_in_a_step(void **state) {
    struct gather g = after(8);
    (void)state;
    assert_true(gather_step_us(&g, 8, START_US, SLOW_US));
    assert_true(gather_step_us(&g, 9, START_US + 100, SLOW_US));
    assert_false(gather_step_us(&g, 9, START_US + 200, SLOW_US));
}

// Steps until the turn begins, one more command in each.
static uint64_t waited_us(struct gather *g, uint64_t sync_us) {
    uint64_t waited = 0, step_us;
    for (size_t count = 1; (step_us = gather_step_us(g, count, START_US + waited, sync_us));
         count++)
        waited += step_us;
    return waited;
}

static void gather__waits_a_sync_at_most(void **state) {
    struct gather g = after(100);
    (void)state;
    assert_int_equal(waited_us(&g, SLOW_US), SLOW_US);
    g = after(100);
    assert_int_equal(waited_us(&g, 1000), 1000);
    g = after(100);
    assert_int_equal(waited_us(&g, 1000000), 5000); // whatever the disk
}

static void gather__ends_when_all_have_come_again(void **state) {
    struct gather g = after(8);
    (void)state;
    assert_true(gather_step_us(&g, 3, START_US, SLOW_US)); // three others
    assert_true(gather_step_us(&g, 10, START_US + 250, SLOW_US));
    assert_false(gather_step_us(&g, 11, START_US + 500, SLOW_US));
    g = after(8);
    assert_false(gather_step_us(&g, 0, START_US, SLOW_US)); // nobody else
    assert_true(gather_step_us(&g, 7, START_US + 250, SLOW_US));
    assert_false(gather_step_us(&g, 8, START_US + 500, SLOW_US));
}

static void gather__counts_others_where_it_may_wait(void **state) {
    struct gather g = after(2);
    (void)state;
    assert_true(gather_wants_look(&g, SLOW_US));
    assert_false(gather_wants_look(&g, 299));
    gather_step_us(&g, 0, START_US, SLOW_US);
    assert_false(gather_wants_look(&g, SLOW_US));
    g = after(1);
    assert_false(gather_wants_look(&g, SLOW_US));
}

// libzmq's thread is busy with so many answers before it takes in what follows the first.
static void gather__gives_many_answers_a_longer_step(void **state) {
    struct gather few = after(2), many = after(100);
    (void)state;
    assert_true(gather_step_us(&many, 1, START_US, SLOW_US) >
                gather_step_us(&few, 1, START_US, SLOW_US));
}

static void gather__leaves_a_fast_disk_alone(void **state) {
    struct gather g = after(8);
    (void)state;
    assert_false(gather_step_us(&g, 8, START_US, 299));
}

static void gather__never_waits_for_one_who_asks_alone(void **state) {
    struct gather g = after(1);
    (void)state;
    assert_false(gather_step_us(&g, 1, START_US, SLOW_US));
}

static void gather__brings_together_one_and_two(void **state) {
    struct gather g = after(2);
    (void)state;
    assert_true(gather_step_us(&g, 1, START_US, SLOW_US));
    g = after(1);
    assert_true(gather_step_us(&g, 2, START_US, SLOW_US));
}

static void gather__expects_nobody_a_while_after_the_answers(void **state) {
    struct gather g = after(8);
    (void)state;
    assert_false(gather_step_us(&g, 8, START_US + SLOW_US, SLOW_US));
    assert_false(gather_step_us(&g, 9, START_US + SLOW_US + 30, SLOW_US));
}

static void gather__expects_nobody_before_the_first_turn_and_after_what_fell_due(void **state) {
    struct gather g = {0};
    (void)state;
    assert_false(gather_step_us(&g, 8, START_US, SLOW_US));
    g = after(0);
    assert_false(gather_step_us(&g, 8, START_US, SLOW_US));
}

static void gather__lets_groups_alternate_whose_work_outweighs_a_sync(void **state) {
    struct gather g = {0};
    (void)state;
    gather_answered(&g, 128, START_US, SLOW_US / 2);
    assert_true(gather_step_us(&g, 128, START_US, SLOW_US));
    gather_answered(&g, 128, START_US, SLOW_US / 2 + 1);
    assert_false(gather_step_us(&g, 128, START_US, SLOW_US));
}

static void gather__does_not_wait_with_a_full_turn(void **state) {
    struct gather g = after(8);
    (void)state;
    assert_false(gather_step_us(&g, LIMIT_TURN_COMMANDS, START_US, SLOW_US));
}

static void gather__begins_anew_with_each_turn(void **state) {
    struct gather g = after(8);
    (void)state;
    waited_us(&g, SLOW_US);
    gather_answered(&g, 16, START_US + 10000, WORK_US);
    assert_true(gather_step_us(&g, 1, START_US + 10000, SLOW_US));
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
