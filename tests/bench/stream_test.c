// What the figures of bench/run/web rest on: lines out of an event stream, and which arrival is of what.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/web/arrivals.h"
#include "bench/web/stream.h"

#define CHUNKED                                                                                    \
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\ndata:\r\n"                          \
    "19\r\n one\n\ndata: two, and more\r\n4\r\n it\n\r\n0\r\n\r\n"
#define PLAIN "HTTP/1.1 200 OK\r\nDate: today\r\n\r\ndata: one\n\ndata: two, and more it\n"

static char lines[256];

static void line_cb(void *arg, const char *kept, const struct bytes *whole) {
    (void)arg, (void)whole;
    strcat(lines, kept);
    strcat(lines, "|");
}

static void take_in_parts(const char *text, size_t part) {
    struct stream s = {0};
    lines[0] = '\0';
    for (size_t at = 0, size = strlen(text); at < size; at += part)
        stream_take(&s, text + at, part < size - at ? part : size - at, line_cb, NULL);
}

static void stream__gives_the_same_lines_however_they_come(void **state) {
    (void)state;
    for (size_t part = 1; part < strlen(CHUNKED) + 1; part++) {
        take_in_parts(CHUNKED, part);
        assert_string_equal(lines, "data: one||data: two, and more it|");
        take_in_parts(PLAIN, part);
        assert_string_equal(lines, "data: one||data: two, and more it|");
    }
}

static void stream__takes_nothing_from_another_answer(void **state) {
    (void)state;
    take_in_parts("HTTP/1.1 503 No\r\n\r\ndata: one\n", 7);
    assert_string_equal(lines, "");
}

static void whole_cb(void *arg, const char *kept, const struct bytes *whole) {
    size_t *size = arg;
    assert_int_equal(strlen(kept), STREAM_KEPT - 1);
    *size = bytes_left(whole);
}

static void stream__keeps_the_beginning_of_a_long_line_and_all_of_it_where_asked(void **state) {
    char text[5000];
    struct bytes whole = {0};
    struct stream s = {.state = STREAM_CHUNK, .whole = &whole};
    size_t size = 0;
    (void)state;
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\n';
    stream_take(&s, text, sizeof text, whole_cb, &size);
    assert_int_equal(size, sizeof text - 1);
    bytes_fini(&whole);
}

static void seq__is_that_of_changes_and_snapshots(void **state) {
    uint64_t seq = 0;
    (void)state;
    assert_true(arrivals_seq("data: {\"set\":{\"seq\":\"12\",\"atMs\":\"3\"}}", &seq));
    assert_int_equal(seq, 12);
    assert_true(arrivals_seq("data: {\"epoch\":\"9\",\"hall\":1,\"seq\":\"7\",\"atMs\"", &seq));
    assert_int_equal(seq, 7);
    assert_false(arrivals_seq("data: {\"atMs\":\"5\"}", &seq));
    assert_false(arrivals_seq("event: change", &seq));
}

static void sent_write(struct arrivals *a, const char *text) {
    char path[] = "/tmp/hallq-stream-test.XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    assert_true(arrivals_read_sent(a, path));
    unlink(path);
}

static void join__counts_what_came_as_one_change_by_its_own_times(void **state) {
    static struct joined j;
    struct arrivals a = {0};
    (void)state;
    sent_write(&a, "13 300\n11 100\n12 200\n14 400\n"); // answers came in another order
    arrivals_add(&a, 0, 10, 90);                        // where it begins
    arrivals_add(&a, 0, 11, 150);
    arrivals_add(&a, 0, 11, 160); // told again: not a delivery
    arrivals_add(&a, 0, 13, 350);
    arrivals_add(&a, 1, 12, 210); // began later
    arrivals_add(&a, 1, 13, 303);
    arrivals_join(&a, 2, 200, 400, &j);
    assert_int_equal(j.sent, 2);
    assert_int_equal(j.expected, 4);
    assert_int_equal(j.delivered, 3);
    assert_int_equal(histogram_at(&j.delay_ns, 0), 3);
    assert_int_equal(j.delay_ns.max, 150);
    assert_int_equal(arrivals_between(&a, 2, 0, 1000), 4);
    assert_int_equal(arrivals_between(&a, 2, 340, 1000), 2);
    arrivals_fini(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
