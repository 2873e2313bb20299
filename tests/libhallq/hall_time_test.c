// Hall time between two words of the broker, and the batches that wait for an answer.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "clients/libhallq/hall_time.h"
#include "clients/libhallq/pending.h"

#define HALL_MS INT64_C(1700000000000)

static void hall_time__goes_on_from_what_was_told(void **state) {
    struct hall_time t = {0};
    (void)state;
    assert_int_equal(hall_time_now(&t, 5000), 0);
    hall_time_told(&t, HALL_MS, 5000);
    assert_int_equal(hall_time_now(&t, 5250), HALL_MS + 250);
    hall_time_told_later(&t, HALL_MS + 100, 5250);
    assert_int_equal(hall_time_now(&t, 5250), HALL_MS + 250);
    hall_time_told_later(&t, HALL_MS + 900, 5250); // the machine slept, and its loop with it
    assert_int_equal(hall_time_now(&t, 5250), HALL_MS + 900);
    hall_time_told(&t, HALL_MS - 1000, 5250); // set back on purpose
    assert_int_equal(hall_time_now(&t, 5250), HALL_MS - 1000);
}

static void heartbeat__in_its_time_may_turn_it_back(void **state) {
    struct hall_time t = {0};
    (void)state;
    hall_time_beat(&t, HALL_MS, 10000);
    hall_time_beat(&t, HALL_MS + 990, 11000); // ours runs fast
    assert_int_equal(hall_time_now(&t, 11000), HALL_MS + 990);
}

static void heartbeat__that_waited_may_not_turn_it_back(void **state) {
    struct hall_time t = {0};
    (void)state;
    hall_time_beat(&t, HALL_MS, 10000);
    hall_time_beat(&t, HALL_MS + 1000, 14000); // after a gap, and three are behind it
    assert_int_equal(hall_time_now(&t, 14000), HALL_MS + 4000);
    hall_time_beat(&t, HALL_MS + 2000, 14001);
    assert_int_equal(hall_time_now(&t, 14001), HALL_MS + 4001);
    hall_time_beat(&t, HALL_MS + 4010, 14002); // later than ours is true however it came
    assert_int_equal(hall_time_now(&t, 14002), HALL_MS + 4010);
}

static void pending__comes_out_in_order(void **state) {
    struct pending p;
    (void)state;
    pending_init(&p);
    pending_add(&p, "one", 3);
    pending_add(&p, "three", 5);
    assert_int_equal(p.count, 2);
    assert_int_equal(p.size, 8);
    assert_int_equal(pending_first(&p).size, 3);
    assert_memory_equal(pending_first(&p).data, "one", 3);
    pending_drop(&p);
    assert_memory_equal(pending_first(&p).data, "three", 5);
    pending_drop(&p);
    assert_int_equal(p.count, 0);
    assert_int_equal(p.size, 0);
    pending_add(&p, "four", 4);
    assert_memory_equal(pending_first(&p).data, "four", 4);
    pending_clear(&p);
    assert_int_equal(p.count, 0);
}

static void pending__drops_all_beyond_its_bounds(void **state) {
    static char large[PENDING_BYTES];
    struct pending p;
    (void)state;
    pending_init(&p);
    for (int i = 0; i < PENDING_MAX; i++)
        pending_add(&p, "x", 1);
    assert_int_equal(p.count, PENDING_MAX);
    pending_add(&p, "y", 1);
    assert_int_equal(p.count, 1);
    pending_add(&p, large, sizeof large); // with the one before it is too much
    assert_int_equal(p.count, 1);
    assert_int_equal(p.size, sizeof large);
    pending_clear(&p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests_name("hall_time", tests, NULL, NULL);
}
