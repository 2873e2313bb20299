// queue_test.c - the calls that wait to be spoken, with a clock that the test sets.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "clients/voice/queue.h"

#define DEADLINE_MS 20000
#define LENGTH_MS 8000 // of an announcement in two languages

static struct queue q;
static struct queue_turn turn;

static bool next(int64_t now_ms) {
    return queue_next(&q, now_ms, DEADLINE_MS, &turn);
}

static void must_speak(int64_t now_ms, const char *number, uint32_t counter) {
    assert_true(next(now_ms));
    assert_int_equal(turn.call.number_count, 1);
    assert_string_equal(turn.call.numbers[0], number);
    assert_int_equal(turn.call.counter, counter);
    queue_until(&q, now_ms + LENGTH_MS);
}

static void two_calls_in_10_ms__are_spoken_in_order_one_after_the_other(void **state) {
    (void)state;
    queue_init(&q);
    assert_int_equal(queue_wake_ms(&q), -1);
    assert_int_equal(queue_add(&q, "A045", 3, 1000), QUEUE_WAITS);
    must_speak(1000, "A045", 3);
    assert_int_equal(queue_add(&q, "B012", 5, 1010), QUEUE_WAITS);
    assert_int_equal(queue_wake_ms(&q), 1000 + LENGTH_MS);
    assert_false(next(1010));
    assert_false(next(999 + LENGTH_MS));
    must_speak(1000 + LENGTH_MS, "B012", 5);
    assert_false(next(1000 + 2 * LENGTH_MS));
}

// Seven seconds after it came it is older than a call may be that comes; that it waited is not its fault.
static void a_call_that_waited__is_spoken_by_its_deadline(void **state) {
    (void)state;
    queue_init(&q);
    queue_add(&q, "A045", 3, 0);
    queue_add(&q, "B012", 5, 0);
    queue_add(&q, "C001", 6, 0);
    queue_add(&q, "D002", 7, 0);
    must_speak(0, "A045", 3);
    must_speak(LENGTH_MS, "B012", 5);
    assert_int_equal(turn.came_ms, 0);
    must_speak(DEADLINE_MS, "C001", 6); // no later than that
    assert_int_equal(turn.shown_count, 0);
    queue_until(&q, DEADLINE_MS + 1);
    assert_false(next(DEADLINE_MS + 1));
    assert_int_equal(turn.shown_count, 1);
    assert_string_equal(turn.shown[0].number, "D002");
    assert_int_equal(queue_wake_ms(&q), -1);
}

static void a_late_call__is_spoken_along_with_a_younger_one_of_its_counter(void **state) {
    (void)state;
    queue_init(&q);
    queue_add(&q, "A045", 3, 0);
    queue_add(&q, "B012", 5, 1);
    queue_add(&q, "A046", 3, 15000);
    queue_until(&q, DEADLINE_MS + 2);
    assert_true(next(DEADLINE_MS + 2));
    assert_int_equal(turn.call.number_count, 2);
    assert_string_equal(turn.call.numbers[0], "A045");
    assert_string_equal(turn.call.numbers[1], "A046");
    assert_int_equal(turn.call.counter, 3);
    assert_int_equal(turn.shown_count, 1);
    assert_string_equal(turn.shown[0].number, "B012");
}

// Late ones are not spoken for the sake of a younger call that has no room beside them, and would be late behind them.
static void a_late_call__makes_room_for_the_younger_one(void **state) {
    (void)state;
    queue_init(&q);
    queue_add(&q, "A001", 3, 0);
    queue_add(&q, "A002", 3, 0);
    queue_add(&q, "A003", 3, 0);
    queue_add(&q, "A004", 3, 1);
    assert_true(next(DEADLINE_MS + 1));
    assert_int_equal(turn.shown_count, 1);
    assert_string_equal(turn.shown[0].number, "A001");
    assert_int_equal(turn.call.number_count, 3);
    assert_string_equal(turn.call.numbers[2], "A004");
}

static void calls_of_one_counter__are_as_many_as_a_sentence_has(void **state) {
    (void)state;
    queue_init(&q);
    for (unsigned i = 0; i < SENTENCE_NUMBERS + 1; i++) {
        char number[SENTENCE_NUMBER_SIZE];
        snprintf(number, sizeof number, "A%03u", i);
        queue_add(&q, number, 3, i);
    }
    assert_true(next(10));
    assert_int_equal(turn.call.number_count, SENTENCE_NUMBERS);
    assert_true(turn.others_wait);
    queue_until(&q, 20);
    must_speak(20, "A003", 3);
    assert_false(turn.others_wait);
}

static void a_ticket_called_again__waits_once(void **state) {
    (void)state;
    queue_init(&q);
    queue_add(&q, "A045", 3, 0);
    queue_add(&q, "B012", 5, 1);
    assert_int_equal(queue_add(&q, "A045", 3, DEADLINE_MS), QUEUE_JOINED);
    must_speak(DEADLINE_MS + 2, "A045", 3); // its place, and a new deadline
    assert_int_equal(turn.shown_count, 1);
    assert_false(next(DEADLINE_MS + 2 + LENGTH_MS));
}

static void a_ticket_called_elsewhere__is_spoken_for_there_alone(void **state) {
    (void)state;
    queue_init(&q);
    queue_add(&q, "A045", 3, 0);
    queue_add(&q, "B012", 5, 1);
    assert_int_equal(queue_add(&q, "A045", 7, 2), QUEUE_WAITS);
    must_speak(2, "B012", 5);
    must_speak(2 + LENGTH_MS, "A045", 7);
    assert_false(next(2 + 2 * LENGTH_MS));
}

static void a_ticket_that_is_forgotten__is_not_spoken(void **state) {
    (void)state;
    queue_init(&q);
    queue_add(&q, "A045", 3, 0);
    queue_add(&q, "B012", 5, 1);
    queue_forget(&q, "A045");
    queue_forget(&q, "C099"); // does not wait
    must_speak(2, "B012", 5);
    queue_add(&q, "A047", 3, 3);
    queue_clear(&q);
    assert_false(next(2 + LENGTH_MS));
    assert_int_equal(turn.shown_count, 0);
}

static void too_many__are_shown(void **state) {
    (void)state;
    char number[SENTENCE_NUMBER_SIZE];
    queue_init(&q);
    for (unsigned i = 0; i < QUEUE_CALLS; i++) {
        snprintf(number, sizeof number, "A%03u", i);
        assert_int_equal(queue_add(&q, number, i + 1, 0), QUEUE_WAITS);
    }
    assert_int_equal(queue_add(&q, "B001", 999, 0), QUEUE_SHOWN);
    must_speak(0, "A000", 1);
    assert_int_equal(queue_add(&q, "B001", 999, 0), QUEUE_WAITS);
}

// ---------------------------------------------------------------- bursts

static struct {
    unsigned spoken, shown;
    int64_t latest_ms; // that a call waited
} seen;

// Speaks what is due at this time.
static void play(int64_t now_ms) {
    bool speaks = next(now_ms);
    seen.shown += (unsigned)turn.shown_count;
    for (size_t i = 0; i < turn.shown_count; i++)
        assert_true(now_ms - turn.shown[i].came_ms > DEADLINE_MS);
    if (!speaks)
        return;
    seen.spoken += (unsigned)turn.call.number_count;
    if (turn.call.number_count == 1 && now_ms - turn.came_ms > seen.latest_ms)
        seen.latest_ms = now_ms - turn.came_ms;
    queue_until(&q, now_ms + LENGTH_MS);
}

static void twenty_calls_in_a_minute__none_is_spoken_late_and_the_rest_is_shown(void **state) {
    (void)state;
    char number[SENTENCE_NUMBER_SIZE];
    queue_init(&q);
    memset(&seen, 0, sizeof seen);
    for (int64_t now_ms = 0; now_ms < 200000; now_ms += 10) {
        if (now_ms < 60000 && now_ms % 3000 == 0) {
            snprintf(number, sizeof number, "A%03d", (int)(now_ms / 3000));
            assert_int_equal(queue_add(&q, number, (uint32_t)(now_ms / 3000) + 1, now_ms),
                             QUEUE_WAITS);
        }
        play(now_ms);
    }
    assert_int_equal(seen.spoken + seen.shown, 20);
    assert_true(seen.latest_ms <= DEADLINE_MS);
    assert_int_equal(seen.spoken, 10); // as many as fit into a minute and a deadline
}

static uint32_t dice(uint32_t *seed, uint32_t sides) {
    *seed = *seed * 1664525 + 1013904223;
    return (*seed >> 16) % sides;
}

// Each call that waits is spoken or shown, once; none that is alone is spoken after its deadline.
static void whatever_comes__each_call_is_spoken_or_shown_once(void **state) {
    (void)state;
    char number[SENTENCE_NUMBER_SIZE];
    for (uint32_t seed = 1; seed <= 200; seed++) {
        uint32_t random = seed;
        unsigned waits = 0, made = 0;
        int64_t now_ms = 0;
        queue_init(&q);
        memset(&seen, 0, sizeof seen);
        for (unsigned step = 0; step < 400; step++) {
            now_ms += dice(&random, 4000);
            snprintf(number, sizeof number, "A%05u", made++);
            enum queue_fate fate = queue_add(&q, number, dice(&random, seed % 30 + 1) + 1, now_ms);
            assert_int_not_equal(fate, QUEUE_JOINED);
            waits += fate == QUEUE_WAITS;
            play(now_ms);
        }
        while (queue_wake_ms(&q) >= 0)
            play(now_ms = now_ms > queue_wake_ms(&q) ? now_ms : queue_wake_ms(&q));
        assert_int_equal(seen.spoken + seen.shown, waits);
        assert_true(seen.latest_ms <= DEADLINE_MS);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
