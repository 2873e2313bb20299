// A channel and its followers, with streams of our own in the place of sockets.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clients/web/channel.h"
#include "clients/web/greeting.h"
#include "clients/web/problem.h"

struct http_stream {
    const struct http_stream_callbacks *callbacks;
    void *arg;
    unsigned wakes;
    bool cut;
};

static struct http_stream streams[CHANNEL_FOLLOWERS_MAX];
static size_t stream_count;

struct http_stream *http_stream_open(struct http_request *request, const char *type,
                                     const struct http_stream_callbacks *callbacks, void *arg) {
    (void)request, (void)type;
    struct http_stream *s = &streams[stream_count++];
    *s = (struct http_stream){.callbacks = callbacks, .arg = arg};
    return s;
}

void http_stream_wake(struct http_stream *stream) {
    stream->wakes++;
}

void http_stream_cut(struct http_stream *stream) {
    stream->cut = true;
}

void http_answer(struct http_request *request, const struct http_answer *answer) {
    (void)request, (void)answer;
}

void problem_answer(struct http_request *request, enum problem problem, const char *what) {
    (void)request, (void)problem, (void)what;
}

// ---------------------------------------------------------------- the hall

static struct {
    uv_loop_t loop;
    Hallq__Snapshot snapshot;
    bool there;
    struct channel *channel;
} hall;

static const Hallq__Snapshot *now_cb(void *arg, struct arena *a) {
    (void)arg, (void)a;
    return hall.there ? &hall.snapshot : NULL;
}

static void hall_begin(enum feed audience) {
    stream_count = 0;
    uv_loop_init(&hall.loop);
    hallq__snapshot__init(&hall.snapshot);
    hall.snapshot.seq = 1;
    hall.there = true;
    hall.channel = channel_create(&hall.loop, audience, now_cb, NULL);
    channel_show(hall.channel, NULL, 0);
}

static void hall_end(void) {
    for (size_t i = 0; i < stream_count; i++)
        streams[i].callbacks->closed_cb(streams[i].arg);
    channel_destroy(hall.channel);
    uv_run(&hall.loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&hall.loop), 0);
}

static void follow_at(struct channel *c, const char *address) {
    struct http_request request = {.path = "/"};
    struct follower_of of = {.staff = 101, .device = 7};
    strcpy(request.address, address);
    channel_follow(c, &request, NULL, &of);
}

static void follow(void) {
    follow_at(hall.channel, "10.0.0.1");
}

// What a follower is sent now.
static const char *sent(size_t stream) {
    static char text[8192];
    ssize_t size = 0, part;
    struct http_stream *s = &streams[stream];
    while ((part = s->callbacks->read_cb(s->arg, text + size, sizeof text - 1 - (size_t)size)) > 0)
        size += part;
    text[size] = '\0';
    return text;
}

static void channel__shows_the_snapshot_once_it_is_there(void **state) {
    (void)state;
    hall_begin(FEED_STAFF);
    hall.there = false; // asked for, and under way
    follow();
    assert_non_null(strstr(sent(0), "event: audience"));
    assert_string_equal(sent(0), "");
    channel_stale(hall.channel, 5);
    assert_string_equal(sent(0), ""); // nothing before the snapshot
    hall.there = true;
    hall.snapshot.seq = 2;
    hall.snapshot.day = 3;
    channel_show(hall.channel, NULL, 0);
    assert_true(streams[0].wakes > 0);
    const char *text = sent(0);
    assert_non_null(strstr(text, "event: snapshot\ndata: {\"seq\":\"2\""));
    assert_non_null(strstr(text, "event: stale\ndata: {\"since\":5}"));
    assert_null(strstr(text, "event: change"));
    hall.snapshot.seq = 3;
    hall.snapshot.day = 4;
    channel_show(hall.channel, NULL, 0);
    text = sent(0);
    assert_non_null(strstr(text, "event: change"));
    assert_null(strstr(text, "event: snapshot"));
    hall_end();
}

static void channel__bounds_the_followers_of_an_address(void **state) {
    (void)state;
    hall_begin(FEED_PUBLIC);
    channel_bound(3);
    for (int i = 0; i < 5; i++)
        follow();
    assert_int_equal(channel_followers(hall.channel), 3);
    follow_at(hall.channel, "10.0.0.2");
    assert_int_equal(channel_followers(hall.channel), 4);
    hall_end();
    hall_begin(FEED_PUBLIC); // they are gone
    follow();
    assert_int_equal(channel_followers(hall.channel), 1);
    hall_end();
}

static void channel__keeps_places_for_who_is_signed_on(void **state) {
    (void)state;
    hall_begin(FEED_PUBLIC);
    struct channel *staff = channel_create(&hall.loop, FEED_STAFF, now_cb, NULL);
    channel_bound(0);
    for (int i = 0; i < CHANNEL_FOLLOWERS_MAX; i++)
        follow();
    assert_int_equal(channel_followers(hall.channel),
                     CHANNEL_FOLLOWERS_MAX - CHANNEL_KEPT_FOR_STAFF);
    for (int i = 0; i < CHANNEL_FOLLOWERS_MAX; i++)
        follow_at(staff, "10.0.0.1");
    assert_int_equal(channel_followers(staff), CHANNEL_KEPT_FOR_STAFF);
    channel_destroy(staff);
    hall_end();
}

static void day_change(uint32_t day) {
    hall.snapshot.seq++;
    hall.snapshot.day = day;
    channel_show(hall.channel, NULL, 0);
}

// More follow than the loop wakes at a time, and each change comes before the last are woken.
static void channel__wakes_the_last_however_often_something_changes(void **state) {
    enum { FOLLOWERS = 258 };
    (void)state;
    channel_together(0);
    hall_begin(FEED_PUBLIC);
    channel_bound(0);
    for (int i = 0; i < FOLLOWERS; i++)
        follow();
    for (size_t i = 0; i < FOLLOWERS; i++)
        sent(i);
    for (uint32_t day = 1; day <= 4; day++) {
        day_change(day);
        uv_run(&hall.loop, UV_RUN_NOWAIT);
    }
    assert_true(streams[FOLLOWERS - 1].wakes > 0);
    assert_non_null(strstr(sent(FOLLOWERS - 1), "\"day\":4"));
    for (size_t i = 0; i < FOLLOWERS; i++)
        sent(i);
    unsigned wakes = streams[0].wakes;
    uv_run(&hall.loop, UV_RUN_NOWAIT);
    assert_int_equal(streams[0].wakes, wakes); // has read all
    channel_together(CHANNEL_TOGETHER_BY_FOLLOWERS);
    hall_end();
}

static size_t chunk_of(size_t stream, const char **ret_chunk) {
    return streams[stream].callbacks->chunk_cb(streams[stream].arg, ret_chunk);
}

static void channel__has_the_newest_event_ready_as_one_chunk_for_all(void **state) {
    const char *chunk, *other;
    char *bytes;
    (void)state;
    hall_begin(FEED_PUBLIC);
    follow();
    follow();
    assert_int_equal(chunk_of(0, &chunk), 0); // it is greeted first
    sent(0);
    sent(1);
    assert_int_equal(chunk_of(0, &chunk), 0);
    day_change(7);
    size_t size = chunk_of(0, &chunk);
    assert_true(size > 0);
    assert_int_equal(strtoul(chunk, &bytes, 16) + strlen("0000000a\r\n") + strlen("\r\n"), size);
    assert_int_equal(strncmp(bytes, "\r\nid: ", 6), 0);
    assert_int_equal(strncmp(chunk + size - 5, "}\n\n\r\n", 5), 0);
    assert_int_equal(chunk_of(0, &chunk), 0);
    assert_string_equal(sent(0), ""); // it has it
    assert_int_equal(chunk_of(1, &other), size);
    assert_ptr_equal(chunk, other);
    day_change(8);
    day_change(9);
    assert_int_equal(chunk_of(0, &chunk), 0); // two are no chunk
    const char *text = sent(0);
    assert_non_null(strstr(text, "\"day\":8"));
    assert_non_null(strstr(text, "\"day\":9"));
    hall_end();
}

static void channel__lets_what_comes_soon_leave_together(void **state) {
    (void)state;
    channel_together(600000);
    hall_begin(FEED_PUBLIC); // its first showing is the event that the next ones wait behind
    follow();
    sent(0);
    day_change(1);
    day_change(2);
    uv_run(&hall.loop, UV_RUN_NOWAIT);
    assert_int_equal(streams[0].wakes, 0);
    const char *text = sent(0);
    assert_non_null(strstr(text, "\"day\":1"));
    assert_non_null(strstr(text, "\"day\":2"));
    channel_together(CHANNEL_TOGETHER_BY_FOLLOWERS);
    hall_end();
}

static void followed_by(unsigned followers) {
    hall_begin(FEED_PUBLIC);
    channel_bound(0);
    for (unsigned i = 0; i < followers; i++)
        follow();
    sent(0);
}

static void channel__tells_a_few_each_change_at_once(void **state) {
    (void)state;
    followed_by(40);
    for (uint32_t day = 1; day <= 3; day++) {
        day_change(day);
        uv_run(&hall.loop, UV_RUN_NOWAIT);
        assert_int_equal(streams[0].wakes, day);
        sent(0);
    }
    hall_end();
}

static void channel__tells_many_what_comes_soon_together(void **state) {
    (void)state;
    followed_by(4000);
    day_change(1);
    day_change(2);
    uv_run(&hall.loop, UV_RUN_NOWAIT);
    assert_int_equal(streams[0].wakes, 1);
    assert_non_null(strstr(sent(0), "\"day\":2"));
    hall_end();
}

static void channel__cuts_who_does_not_take_the_greeting(void **state) {
    (void)state;
    hall_begin(FEED_PUBLIC);
    follow();
    follow();
    uint64_t now_ms = uv_now(&hall.loop);
    sent(1);
    channel_cut_slow(hall.channel, now_ms + CHANNEL_GREETING_MS);
    assert_false(streams[0].cut);
    channel_cut_slow(hall.channel, now_ms + CHANNEL_GREETING_MS + 1);
    assert_true(streams[0].cut);
    assert_false(streams[1].cut);
    hall_end();
}

static void greeting__is_the_same_in_parts_of_any_size(void **state) {
    (void)state;
    struct printed *hall_text = printed_create("the hall");
    for (size_t room = 1; room < 40; room++) {
        struct greeting g = {.at = 0};
        char text[64];
        size_t size = 0;
        jot_text(greeting_lines(&g), "before, ");
        greeting_show(&g, hall_text);
        jot_text(greeting_lines(&g), ", and behind");
        while (!greeting_is_over(&g))
            size += greeting_read(&g, text + size, room);
        text[size] = '\0';
        assert_string_equal(text, "before, the hall, and behind");
    }
    printed_let_go(&hall_text);
    assert_null(hall_text);
}

static void greeting__keeps_the_hall_as_it_was_when_it_began(void **state) {
    (void)state;
    hall_begin(FEED_PUBLIC);
    follow();
    day_change(7);
    follow();
    const char *text = sent(0);
    assert_non_null(strstr(text, "event: change")); // day 7 comes behind it
    text = sent(1);
    assert_non_null(strstr(text, "\"day\":7"));
    assert_null(strstr(text, "event: change"));
    hall_end();
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
