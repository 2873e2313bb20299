// parts_test.c - halls, options, counters, devices' names: parts that need no loop.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "broker/live/by_device.h"
#include "broker/live/by_hall.h"
#include "broker/live/counters.h"
#include "broker/live/devices.h"
#include "broker/live/halls.h"
#include "broker/live/leases.h"
#include "broker/notify.h"
#include "broker/options.h"
#include "broker/turn/buckets.h"

static void halls__count_a_turn_only_when_it_is_kept(void **state) {
    struct halls h;
    struct arena arena;
    Hallq__JournalRecord record = HALLQ__JOURNAL_RECORD__INIT;
    (void)state;
    halls_init(&h);
    arena_init(&arena, 0);
    record.hall = 7;
    record.last_seq = 5;
    halls_applied(&h, &arena, &record);
    assert_int_equal(halls_seq(&h, 7), 5);
    halls_forget(&h); // undone
    assert_int_equal(halls_seq(&h, 7), 0);
    halls_applied(&h, &arena, &record);
    halls_keep(&h);
    halls_forget(&h);
    assert_int_equal(halls_seq(&h, 7), 5);
    assert_true(SLIST_EMPTY(&h.touched));
    assert_int_equal(halls_seq(&h, 7 + HALLS_BUCKETS), 0);
    halls_fini(&h);
    arena_fini(&arena);
}

static bool finding_cb(void *arg, uint32_t hall, uint32_t counter, bool heard) {
    char *said = arg;
    sprintf(said + strlen(said), "%u/%u %s;", hall, counter, heard ? "found" : "lost");
    return true;
}

// One in two seconds, ten at once.
static void buckets__fill_with_time_up_to_their_burst(void **state) {
    struct buckets b = {0};
    const struct bucket_rate rate = {30, 10}, none = {0, 0};
    const struct bucket_key one = {1, 7, 16, 0}, other = {1, 8, 16, 0}, behind = {1, 7, 16, 5};
    (void)state;
    for (int i = 0; i < 10; i++)
        assert_int_equal(buckets_take(&b, &one, &rate, 5000), 0);
    assert_int_equal(buckets_take(&b, &one, &rate, 5000), 7000);
    assert_int_equal(buckets_take(&b, &one, &rate, 6999), 7000);
    assert_int_equal(buckets_take(&b, &other, &rate, 5000), 0);  // another device
    assert_int_equal(buckets_take(&b, &behind, &rate, 5000), 0); // who asks behind this one
    assert_int_equal(buckets_take(&b, &one, &none, 5000), 0);
    assert_int_equal(buckets_take(&b, &one, &rate, 7000), 0);
    assert_int_equal(buckets_take(&b, &one, &rate, 7000), 9000);
    for (int i = 0; i < 10; i++) // after a rest, no more than the burst
        assert_int_equal(buckets_take(&b, &one, &rate, 5000000), 0);
    assert_int_equal(buckets_take(&b, &one, &rate, 5000000), 5002000);
    buckets_fini(&b);
}

static void buckets__are_bounded_and_closed_when_none_is_left(void **state) {
    struct buckets b = {0};
    const struct bucket_rate rate = {60, 2};
    struct bucket_key key = {1, 7, 16, 0};
    (void)state;
    for (key.principal = 1; key.principal <= BUCKETS_MAX; key.principal++)
        assert_int_equal(buckets_take(&b, &key, &rate, 1000), 0);
    assert_int_equal(buckets_take(&b, &key, &rate, 1000), 2000);
    assert_int_equal(b.count, BUCKETS_MAX);
    assert_int_equal(buckets_take(&b, &key, &rate, 2000), 0); // the others are full again
    assert_int_equal(b.count, 1);
    buckets_fini(&b);
}

// Who tries without end does not make the broker look at all buckets each time.
static void buckets__are_looked_through_for_room_once_a_second(void **state) {
    struct buckets b = {0};
    const struct bucket_rate rate = {6000, 1}; // full again after 10 ms
    struct bucket_key key = {1, 7, 16, 0};
    (void)state;
    for (key.principal = 1; key.principal <= BUCKETS_MAX; key.principal++)
        assert_int_equal(buckets_take(&b, &key, &rate, 1000), 0);
    assert_int_equal(buckets_take(&b, &key, &rate, 1000), 2000);
    assert_int_equal(buckets_take(&b, &key, &rate, 1999), 2999);
    assert_int_equal(b.count, BUCKETS_MAX);
    assert_int_equal(buckets_take(&b, &key, &rate, 2000), 0);
    assert_int_equal(b.count, 1);
    buckets_fini(&b);
}

static void leases__tell_once_of_a_counter_that_is_not_heard(void **state) {
    struct lease list[] = {{.hall = 1, .counter = 3, .device = 9, .span_s = 10, .since_ms = 1000}};
    struct leases l = {.list = list, .count = 1, .room = 1};
    char said[100] = "";
    (void)state;
    leases_check(&l, 10999, finding_cb, said);
    assert_string_equal(said, "");
    leases_heard(&l, 9, 5000);
    leases_check(&l, 14999, finding_cb, said);
    assert_string_equal(said, "");
    leases_check(&l, 15000, finding_cb, said);
    leases_check(&l, 15001, finding_cb, said);
    assert_string_equal(said, "1/3 lost;");
    list[0].lost = true; // as the counter's row says from now on
    list[0].told = false;
    leases_check(&l, 16000, finding_cb, said);
    leases_heard(&l, 9, 17000);
    leases_check(&l, 17500, finding_cb, said);
    assert_string_equal(said, "1/3 lost;1/3 found;");
    l.list = NULL;
    leases_fini(&l);
}

static void leases__wait_to_be_heard_after_a_restart(void **state) {
    struct lease list[] = {
        {.hall = 1, .counter = 3, .device = 9, .span_s = 10, .since_ms = 1000, .lost = true}};
    struct leases l = {.list = list, .count = 1, .room = 1};
    char said[100] = "";
    (void)state;
    leases_check(&l, 2000, finding_cb, said);
    assert_string_equal(said, "");
    leases_heard(&l, 9, 3000);
    leases_check(&l, 3500, finding_cb, said);
    assert_string_equal(said, "1/3 found;");
    l.list = NULL;
    leases_fini(&l);
}

static void devices__know_a_connection_by_number_and_key(void **state) {
    struct device list[] = {{.device = 3, .public_key = {0xab, 1, 2, 3, 4, 5, 6, 7, 8}}};
    struct devices d = {.list = list, .count = 1};
    char user_id[DEVICE_USER_ID_SIZE];
    (void)state;
    device_user_id(&list[0], list[0].public_key, user_id);
    assert_string_equal(user_id, "3-ab01020304050607");
    assert_ptr_equal(devices_by_user_id(&d, user_id), &list[0]);
    list[0].public_key[0] = 0xac; // a new key: the connection made with the old one is nobody's
    assert_null(devices_by_user_id(&d, user_id));
    assert_null(devices_by_user_id(&d, "4-ab01020304050607"));
    assert_null(devices_by_user_id(&d, ""));
    list[0].public_key[0] = 0xab;
    list[0].revoked = true;
    assert_null(devices_by_user_id(&d, user_id));
}

static void devices__have_two_keys_until_the_older_one_ends(void **state) {
    struct device list[] = {
        {.device = 1, .public_key = {1}},
        {.device = 3, .public_key = {0xac}, .previous_key = {0xab}, .previous_until_ms = 5000},
        {.device = 4, .previous_until_ms = 7000}};
    struct devices d = {.list = list, .count = 3};
    char older[DEVICE_USER_ID_SIZE], newer[DEVICE_USER_ID_SIZE];
    (void)state;
    device_user_id(&list[1], list[1].previous_key, older);
    device_user_id(&list[1], list[1].public_key, newer);
    assert_string_not_equal(older, newer);
    assert_int_equal(devices_expire(&d, 4999), 5000);
    assert_ptr_equal(devices_by_user_id(&d, older), &list[1]);
    assert_true(device_key_good(&list[1], list[1].previous_key));
    assert_int_equal(devices_expire(&d, 5000), 7000);
    assert_null(devices_by_user_id(&d, older));
    assert_false(device_key_good(&list[1], list[1].previous_key));
    assert_ptr_equal(devices_by_user_id(&d, newer), &list[1]);
    assert_true(device_key_good(&list[1], list[1].public_key));
    assert_int_equal(devices_expire(&d, 7000), INT64_MAX);
}

static int parse(struct options *o, const char *line) {
    char words[256], *argv[16], *rest = NULL;
    int argc = 0;
    snprintf(words, sizeof words, "%s", line);
    for (char *w = strtok_r(words, " ", &rest); w; w = strtok_r(NULL, " ", &rest))
        argv[argc++] = w;
    argv[argc] = NULL;
    extern int optind;
    optind = 0;
    return options_parse(o, argc, argv);
}

// Usage goes to standard error: out of the way of the test's own words.
static void options__refuse_what_cannot_be(void **state) {
    static const char *const wrong[] = {
        "hallqd",
        "hallqd --data d extra",
        "hallqd --data d --metrics 65536",
        "hallqd --data d --metrics -1",
        "hallqd --data d --speed 0",
        "hallqd --data d --start-at noon",
        "hallqd --data d --log loud",
        "hallqd --data d --no-such",
    };
    struct options o;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(parse(&o, wrong[i]), EXIT_USAGE);
    assert_int_equal(parse(&o, "hallqd --data d --speed 60 --metrics 0 --log debug"), -1);
    assert_int_equal(o.speed, 60);
    assert_int_equal(o.log_level, LOG_LEVEL_DEBUG);
    assert_int_equal(parse(&o, "hallqd --version"), EXIT_FINE);
}

static void counters__fill_a_page_and_no_more(void **state) {
    struct counters c = {0};
    char text[16384], small[200];
    struct metrics_page page = {.text = text, .size = sizeof text};
    struct metrics_page small_page = {.text = small, .size = sizeof small};
    Hallq__Request request = HALLQ__REQUEST__INIT;
    (void)state;
    request.body_case = HALLQ__REQUEST__BODY_CALL_NEXT;
    counters_answer(&c, &request, ANSWER_REFUSED, HALLQ__REFUSAL__REASON__NOTHING_WAITING);
    counters_answer(&c, NULL, ANSWER_REFUSED, HALLQ__REFUSAL__REASON__BAD_MESSAGE);
    counters_turn(&c, 100);
    counters_turn(&c, 100 * 1000 * 1000);
    counters_page(&c, &page);
    assert_non_null(strstr(text, "{command=\"call_next\",answer=\"refused\"} 1\n"));
    assert_non_null(strstr(text, "{command=\"none\",answer=\"refused\"} 1\n"));
    assert_non_null(strstr(text, "{reason=\"NOTHING_WAITING\"} 1\n"));
    assert_non_null(strstr(text, "_bucket{le=\"0.000128\"} 1\n"));
    assert_non_null(strstr(text, "_bucket{le=\"+Inf\"} 2\n"));
    counters_page(&c, &small_page);
    assert_true(small_page.used < sizeof small);
}

// ---------------------------------------------------------------- the supervisor

static void watchdog__is_fed_twice_in_the_interval_asked_of_this_process(void **state) {
    static const struct {
        const char *interval_us;
        uint64_t every_ms;
    } cases[] = {{"30000000", 15000},
                 {"3000000", 1500},
                 {"500000", 250},
                 {"1", 1},
                 {"0", 0},
                 {"", 0},
                 {"-5", 0},
                 {"12x", 0},
                 {"99999999999999999999", 0}};
    char pid[32];
    (void)state;
    unsetenv("WATCHDOG_PID");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setenv("WATCHDOG_USEC", cases[i].interval_us, 1);
        assert_int_equal(notify_watchdog_ms(), cases[i].every_ms);
    }
    setenv("WATCHDOG_USEC", "3000000", 1);
    snprintf(pid, sizeof pid, "%d", (int)getpid());
    setenv("WATCHDOG_PID", pid, 1);
    assert_int_equal(notify_watchdog_ms(), 1500);
    setenv("WATCHDOG_PID", "1", 1); // asked of another
    assert_int_equal(notify_watchdog_ms(), 0);
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
    assert_int_equal(notify_watchdog_ms(), 0);
}

// ---------------------------------------------------------------- arrays by hall

struct number {
    uint32_t hall, value;
};

struct numbers {
    struct number *list;
    size_t count, room;
};

static void numbers_replace(struct numbers *n, uint32_t hall, const struct number *fresh,
                            size_t fresh_count) {
    struct number *list =
        by_hall_replace(n->list, &n->count, &n->room, sizeof *list, hall, fresh, fresh_count);
    assert_non_null(list);
    n->list = list;
}

// As text, to be seen at once: "1:10 1:11 3:30".
static void assert_numbers(const struct numbers *n, const char *text) {
    char now[256] = "";
    for (size_t i = 0; i < n->count; i++)
        snprintf(now + strlen(now), sizeof now - strlen(now), "%s%u:%u", i ? " " : "",
                 n->list[i].hall, n->list[i].value);
    assert_string_equal(now, text);
}

static void by_hall__replaces_what_is_of_one_hall(void **state) {
    static const struct number ones[] = {{1, 10}, {1, 11}}, threes[] = {{3, 30}},
                               twos[] = {{2, 20}, {2, 21}, {2, 22}};
    struct numbers n = {.list = NULL};
    (void)state;
    numbers_replace(&n, 2, NULL, 0); // none before, none now
    assert_numbers(&n, "");
    numbers_replace(&n, 3, threes, 1);
    numbers_replace(&n, 1, ones, 2);
    assert_numbers(&n, "1:10 1:11 3:30");
    numbers_replace(&n, 2, twos, 3);
    assert_numbers(&n, "1:10 1:11 2:20 2:21 2:22 3:30");
    assert_int_equal(by_hall_find(n.list, n.count, sizeof *n.list, 2), 2);
    assert_int_equal(by_hall_find(n.list, n.count, sizeof *n.list, 4), 6);
    numbers_replace(&n, 2, &twos[2], 1); // fewer
    assert_numbers(&n, "1:10 1:11 2:22 3:30");
    numbers_replace(&n, 1, NULL, 0);
    numbers_replace(&n, 3, NULL, 0);
    assert_numbers(&n, "2:22");
    for (uint32_t hall = 4; hall < 1000; hall++) { // it grows
        struct number fresh = {hall, hall};
        numbers_replace(&n, hall, &fresh, 1);
    }
    assert_int_equal(n.count, 997);
    assert_int_equal(n.list[996].value, 999);
    free(n.list);
}

static void by_device__grows_with_zeros_and_keeps_what_is_there(void **state) {
    size_t room = 0;
    (void)state;
    assert_null(by_device_grow(NULL, &room, sizeof(uint32_t), LIMIT_DEVICES + 1));
    assert_int_equal(room, 0);
    uint32_t *list = by_device_grow(NULL, &room, sizeof *list, 3);
    assert_non_null(list);
    list[3] = 33;
    list = by_device_grow(list, &room, sizeof *list, LIMIT_DEVICES);
    assert_non_null(list);
    assert_true(room > LIMIT_DEVICES);
    for (size_t i = 0; i < room; i++)
        assert_int_equal(list[i], i == 3 ? 33 : 0);
    assert_ptr_equal(by_device_grow(list, &room, sizeof *list, LIMIT_DEVICES), list);
    free(list);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
