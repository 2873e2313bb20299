// What the gateway decides without a socket: heads of requests, ids of events, links, paces, changes.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clients/web/guard.h"
#include "clients/web/hook_after.h"
#include "clients/web/hook_message.h"
#include "clients/web/pace.h"
#include "clients/web/ring.h"
#include "clients/web/shown.h"
#include "clients/web/ticket_link.h"
#include "clients/web/who.h"

// ---------------------------------------------------------------- heads

// A head as the parser leaves it: NULs behind method, address, version, names and values.
static unsigned check_text(const char *text, size_t size) {
    char memory[512];
    struct guard_header headers[16];
    struct guard_head head = {.headers = headers, .size = size};
    memcpy(memory, text, size);
    char *line = memory, *end = memory + size;
    head.method = line;
    head.url = strchr(line, ' ') + 1;
    head.version = strchr(head.url, ' ') + 1;
    strchr(line, ' ')[0] = '\0';
    ((char *)(uintptr_t)head.version)[-1] = '\0';
    for (line = (char *)(uintptr_t)head.version; line < end; line++)
        if (*line == '\r' || *line == '\n')
            *line = '\0';
    for (line = (char *)(uintptr_t)head.version + strlen(head.version) + 2; *line;
         line += strlen(line) + 2) {
        char *value = strchr(line, ':');
        headers[head.count].name = line;
        headers[head.count].value = value + 1 + strspn(value + 1, " ");
        *value = '\0';
        line = (char *)(uintptr_t)headers[head.count++].value;
    }
    return guard_check(&head);
}

#define CHECK(text) check_text(text, sizeof(text) - 1)

static void guard__takes_a_head_in_order(void **state) {
    (void)state;
    assert_int_equal(CHECK("GET / HTTP/1.1\r\nHost: a:80\r\n\r\n"), 0);
    assert_int_equal(CHECK("POST /x HTTP/1.1\r\nHost:a\r\nContent-Length: 5\r\nX: \r\n\r\n"), 0);
    assert_int_equal(CHECK("GET / HTTP/1.0\r\nHost: [::1]:80\r\nX: \xe4\xb8\xad\r\n\r\n"), 0);
}

static void guard__refuses_what_two_readers_may_read_apart(void **state) {
    (void)state;
    assert_int_equal(CHECK("GET / HTTP/1.1\r\nX: y\r\n\r\n"), 400);
    assert_int_equal(CHECK("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"), 400);
    assert_int_equal(CHECK("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), 400);
    assert_int_equal(CHECK("GET / HTTP/2.0\r\nHost: a\r\n\r\n"), 505);
    assert_int_equal(CHECK("GET x HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
    assert_int_equal(CHECK("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n"), 400);
    assert_int_equal(
        CHECK("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n"), 400);
    assert_int_equal(CHECK("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1x\r\n\r\n"), 400);
    assert_int_equal(CHECK("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n"),
                     413);
    assert_int_equal(CHECK("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"),
                     411);
    assert_int_equal(
        CHECK("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: x\r\n\r\n"),
        400);
}

// ---------------------------------------------------------------- ids and links

static void ring__resumes_behind_an_event_it_still_has(void **state) {
    struct ring *r = calloc(1, sizeof *r);
    char id[RING_ID_SIZE], first[RING_ID_SIZE];
    uint64_t at;
    (void)state;
    ring_init(r);
    ring_add(r, 7, "change", "{}");
    ring_id(r, 7, first);
    ring_add(r, 9, "change", "{\"a\":1}");
    assert_true(ring_resume(r, first, &at));
    const struct ring_event *event = ring_at(r, at);
    ring_id(r, 9, id);
    const char *text = event->chunk + CHUNK_HEAD;
    assert_memory_equal(text, "id: 9-", 6);
    static const char end[] = "\nevent: change\ndata: {\"a\":1}\n\n";
    assert_memory_equal(text + event->size - strlen(end), end, strlen(end));
    assert_true(ring_resume(r, id, &at));
    assert_null(ring_at(r, at));
    assert_false(ring_resume(r, "7-00000000.1", &at));
    assert_false(ring_resume(r, "", &at));
    strcat(id, "0");
    assert_false(ring_resume(r, id, &at)); // an event that is to come
    for (int i = 0; i < RING_EVENTS; i++)
        ring_add(r, 10, "beat", "{}");
    assert_false(ring_resume(r, first, &at)); // it has fallen out
    ring_fini(r);
    free(r);
}

static void link__is_read_as_it_was_printed_and_nothing_else_is(void **state) {
    unsigned char code[16] = {1, 2, 250, 251, 252};
    ProtobufCBinaryData data = {sizeof code, code};
    char text[TICKET_LINK_SIZE], more[TICKET_LINK_SIZE + 2];
    struct ticket_link link;
    (void)state;
    ticket_link_print(text, 12, 345, &data);
    assert_true(ticket_link_read(text, &link));
    assert_int_equal(link.hall, 12);
    assert_int_equal(link.ticket, 345);
    assert_memory_equal(link.code, code, sizeof code);
    for (size_t len = 0; len < strlen(text); len++) {
        strcpy(more, text);
        more[len] = '\0';
        assert_false(ticket_link_read(more, &link));
    }
    strcpy(more, text);
    strcat(more, "A");
    assert_false(ticket_link_read(more, &link));
}

// ---------------------------------------------------------------- paces

static void pace__is_each_addresss_own_and_comes_back(void **state) {
    struct pace *p = pace_create();
    unsigned after_s = 0, taken = 0;
    (void)state;
    while (pace_take(p, PACE_PIN, who_of_address("10.0.0.1"), 1000, &after_s))
        taken++;
    assert_int_equal(taken, 10);
    assert_true(after_s >= 1 && after_s <= 4);
    assert_true(pace_take(p, PACE_PIN, who_of_address("10.0.0.2"), 1000, &after_s));
    assert_true(pace_take(p, PACE_COMMAND, who_of_address("10.0.0.1"), 1000, &after_s));
    uint64_t later_ms = 1000 + 1000 * (uint64_t)after_s;
    assert_true(pace_take(p, PACE_PIN, who_of_address("10.0.0.1"), later_ms, &after_s));
    assert_false(pace_take(p, PACE_PIN, who_of_address("10.0.0.1"), later_ms, &after_s));
    for (taken = 0; pace_take(p, PACE_PIN, who_of_address("2001:db8::1"), 1000, &after_s);)
        taken++;
    assert_false(pace_take(p, PACE_PIN, who_of_address("2001:db8::ffff"), 1000,
                           &after_s)); // of one network
    assert_false(pace_take(p, PACE_PIN, who_of_address("::ffff:10.0.0.1"), later_ms, &after_s));
    pace_set(p, PACE_PIN, 0, 0);
    assert_true(pace_take(p, PACE_PIN, who_of_address("10.0.0.1"), later_ms, &after_s));
    pace_destroy(p);
}

static void who__is_an_address_or_the_network_of_one(void **state) {
    (void)state;
    uint64_t four = who_of_address("10.0.0.1"), six = who_of_address("2001:db8::1");
    assert_true(four == who_of_address("::ffff:10.0.0.1"));
    assert_true(four != who_of_address("::ffff:10.0.0.2"));
    assert_true(six == who_of_address("2001:db8::ffff"));
    assert_true(six != who_of_address("2001:db8:0:1::1"));
}

static void tally__bounds_what_each_has_at_a_time(void **state) {
    struct tally *t = calloc(1, sizeof *t);
    (void)state;
    assert_true(tally_take(t, 5, 2));
    assert_true(tally_take(t, 5, 2));
    assert_false(tally_take(t, 5, 2));
    assert_true(tally_take(t, 6, 2));
    assert_true(tally_take(t, 5, 0));
    tally_give(t, 5);
    tally_give(t, 5);
    assert_true(tally_take(t, 5, 2));
    free(t);
}

// ---------------------------------------------------------------- changes

static void shown__tells_what_is_new_and_nothing_else(void **state) {
    struct shown *s = shown_create();
    struct jot change = {0};
    Hallq__CounterNow one = HALLQ__COUNTER_NOW__INIT, two = HALLQ__COUNTER_NOW__INIT;
    Hallq__CounterNow *counters[] = {&one, &two};
    Hallq__Snapshot now = HALLQ__SNAPSHOT__INIT;
    (void)state;
    one.counter = 1;
    two.counter = 2;
    now.seq = 4;
    now.counters = counters;
    now.n_counters = 2;
    assert_true(shown_take(s, &now, NULL, 0, &change));
    jot_clear(&change);
    now.seq = 5;
    assert_false(shown_take(s, &now, NULL, 0, &change)); // number and time alone
    two.state = HALLQ__COUNTER__STATE__PAUSED;
    assert_true(shown_take(s, &now, NULL, 0, &change));
    assert_string_equal(change.text,
                        "{\"set\":{\"seq\":\"5\",\"atMs\":\"0\"},\"put\":{\"counters\":["
                        "{\"counter\":2,\"state\":\"PAUSED\"}]}}");
    jot_clear(&change);
    now.n_counters = 1;
    assert_true(shown_take(s, &now, NULL, 0, &change));
    assert_non_null(strstr(change.text, "\"gone\":{\"counters\":[\"2\"]}"));
    assert_null(strstr(change.text, "\"put\""));
    jot_clear(&change);
    now.day = 7;
    assert_false(shown_take(s, &now, (const uint32_t[]){9}, 1, &change)); // it was not asked for
    assert_true(shown_take(s, &now, (const uint32_t[]){5}, 1, &change));
    assert_non_null(strstr(change.text, "\"day\":7"));
    jot_fini(&change);
    shown_destroy(s);
}

// ---------------------------------------------------------------- webhooks

static unsigned parse(struct hook_secrets *s, const char *text) {
    char *copy = strdup(text);
    unsigned wrong = hook_secrets_parse(s, copy);
    free(copy);
    return wrong;
}

#define KEY_A "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" // the example of Standard Webhooks
#define KEY_B "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static void secrets__are_read_line_by_line(void **state) {
    struct hook_secrets s;
    (void)state;
    assert_int_equal(parse(&s, "# of the hall\n\n1 2 " KEY_A "\r\n  3\t4  " KEY_B "\n1 2 " KEY_B),
                     0);
    assert_int_equal(s.count, 2);
    assert_int_equal(s.list[0].hall, 1);
    assert_int_equal(s.list[0].hook, 2);
    assert_int_equal(s.list[0].key_count, 2);
    assert_int_equal(s.list[0].keys[0].size, 24);
    assert_int_equal(s.list[1].hall, 3);
    assert_int_equal(s.list[1].hook, 4);
    assert_int_equal(s.list[1].key_count, 1);
    hook_secrets_wipe(&s);
    static const char *const wrong[] = {"1 2",
                                        "1 2 MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                                        "1 2 whsec_",
                                        "1 2 whsec_AAAA",
                                        "0 2 " KEY_A,
                                        "1 0 " KEY_A,
                                        "1 100 " KEY_A,
                                        "1 2 " KEY_A " x",
                                        "1 2 whsec_M*KQ",
                                        "1 2 " KEY_A KEY_A,
                                        "-1 2 " KEY_A};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(parse(&s, wrong[i]), 1);
        hook_secrets_wipe(&s);
    }
    assert_int_equal(parse(&s, "1 2 " KEY_A "\n1 2 " KEY_B "\n1 2 " KEY_A), 3);
    hook_secrets_wipe(&s);
}

// The example that the specification of Standard Webhooks gives.
static void a_signature__is_that_of_the_standard(void **state) {
    struct hook_secrets s;
    struct hook_message m = {.id = "msg_p5jXN8AQM9LWM0D4loKWxJek"};
    char signatures[HOOK_SIGNATURES_SIZE];
    (void)state;
    assert_int_equal(parse(&s, "1 2 " KEY_A), 0);
    jot_text(&m.body, "{\"test\": 2432232314}");
    hook_message_sign(&m, &s.list[0], 1614265330, signatures);
    assert_string_equal(signatures, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    hook_secrets_wipe(&s);
    assert_int_equal(parse(&s, "1 2 " KEY_B "\n1 2 " KEY_A), 0);
    hook_message_sign(&m, &s.list[0], 1614265330, signatures);
    assert_non_null(strstr(signatures, " v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    assert_int_equal(strlen(signatures), 2 * strlen("v1,") + 2 * 44 + 1);
    hook_secrets_wipe(&s);
    hook_message_fini(&m);
}

static void a_message__says_what_when_and_where(void **state) {
    struct hook_message m = {.id = ""};
    struct hook_of of = {1, 2, 17};
    Hallq__Event event = HALLQ__EVENT__INIT;
    Hallq__TicketCalled called = HALLQ__TICKET_CALLED__INIT;
    (void)state;
    event.seq = 52;
    event.at_ms = 1790000000007;
    event.body_case = HALLQ__EVENT__BODY_TICKET_CALLED;
    event.ticket_called = &called;
    called.number = (char *)(uintptr_t) "A012";
    called.counter = 3;
    assert_true(hook_message_event(&m, &of, &event));
    assert_string_equal(m.id, "hallq_1_17_2_52");
    assert_string_equal(m.body.text,
                        "{\"type\":\"ticket_called\",\"hall\":1,\"epoch\":\"17\",\"seq\":\"52\","
                        "\"timestamp\":\"2026-09-21T14:13:20.007Z\",\"data\":{\"number\":\"A012\","
                        "\"counter\":3}}");
    hook_message_gap(&m, &of, 52, 97, 12);
    assert_string_equal(m.id, "hallq_1_17_2_gap_97");
    assert_string_equal(m.body.text,
                        "{\"type\":\"gap\",\"hall\":1,\"epoch\":\"17\",\"seq\":\"97\",\"data\":{"
                        "\"after\":\"52\",\"upto\":\"97\",\"events\":\"12\"}}");
    hook_message_fini(&m);
}

static void any_2xx__is_taken(void **state) {
    (void)state;
    for (unsigned status = 0; status < 600; status++) {
        struct hook_after after = hook_after(status, 0, 0, 0);
        Hallq__Hook__Step step = status >= 200 && status <= 299 ? HALLQ__HOOK__STEP__TOLD
                                 : status == 410                ? HALLQ__HOOK__STEP__GONE
                                                                : HALLQ__HOOK__STEP__FAILED;
        assert_int_equal(after.step, step);
        assert_int_equal(after.wait_s, step == HALLQ__HOOK__STEP__FAILED);
    }
}

static void waits__double_to_an_hour_and_half_is_chance(void **state) {
    (void)state;
    for (uint32_t failures = 0; failures < 40; failures++) {
        uint64_t most_s = failures < 11 ? UINT64_C(2) << failures : 3600;
        uint32_t least = hook_after(500, 0, failures, 0).wait_s, seen = 0;
        most_s = most_s > 3600 ? 3600 : most_s;
        assert_int_equal(least, most_s / 2);
        for (uint32_t random = 0; random <= most_s / 2; random++) {
            uint32_t wait_s = hook_after(500, 0, failures, random).wait_s;
            assert_in_range(wait_s, least, most_s);
            seen = wait_s > seen ? wait_s : seen;
        }
        assert_int_equal(seen, most_s);
    }
    assert_int_equal(hook_after(0, 0, UINT32_MAX, 0).wait_s, 1800);
}

static void a_receiver__may_ask_for_a_longer_wait(void **state) {
    (void)state;
    assert_int_equal(hook_after(429, 90, 0, 0).wait_s, 90);
    assert_int_equal(hook_after(503, 1, 8, 0).wait_s, 256);
    assert_int_equal(hook_after(503, UINT64_MAX, 0, 0).wait_s, 86400);
    assert_int_equal(hook_after(200, 90, 0, 0).wait_s, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
