// The load generator's own bytes: ZMTP frames in any pieces, fields of a message, requests written over.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "bench/load/field.h"
#include "bench/load/request.h"
#include "bench/load/zmtp.h"
#include "command.pb-c.h"

static void request__names_hall_and_number_of_the_moment(void **state) {
    static const uint32_t halls[] = {1, 127, 128, 2000, 99999};
    struct request requests[OP_KINDS];
    (void)state;
    requests_make(requests, 7, 26, true);
    for (size_t i = 0; i < sizeof halls / sizeof halls[0]; i++) {
        request_set(&requests[OP_CALL], halls[i], REQUEST_NUMBER_FIRST + 5);
        Hallq__Request *r =
            hallq__request__unpack(NULL, requests[OP_CALL].size, requests[OP_CALL].data);
        assert_non_null(r);
        assert_int_equal(r->hall, halls[i]);
        assert_int_equal(r->number, REQUEST_NUMBER_FIRST + 5);
        assert_int_equal(r->claimed_device, REQUEST_COUNTER + 7);
        assert_int_equal(r->body_case, HALLQ__REQUEST__BODY_CALL_NEXT);
        hallq__request__free_unpacked(r, NULL);
    }
}

static void request__takes_a_ticket_where_its_counter_calls(void **state) {
    struct request requests[OP_KINDS];
    (void)state;
    requests_make(requests, 27, 26, true);
    Hallq__Request *r =
        hallq__request__unpack(NULL, requests[OP_TAKE].size, requests[OP_TAKE].data);
    assert_non_null(r);
    assert_int_equal(r->issue->service, 2);
    assert_int_equal(r->claimed_role, HALLQ__DEVICE__ROLE__KIOSK);
    hallq__request__free_unpacked(r, NULL);
}

static void request__calls_the_next_and_ends_the_one_before(void **state) {
    struct request requests[OP_KINDS];
    (void)state;
    requests_make(requests, 7, 26, true);
    request_set(&requests[OP_NEXT], 3, REQUEST_NUMBER_FIRST + 1);
    Hallq__Request *r =
        hallq__request__unpack(NULL, requests[OP_NEXT].size, requests[OP_NEXT].data);
    assert_non_null(r);
    assert_int_equal(r->claimed_device, REQUEST_COUNTER + 7);
    assert_int_equal(r->body_case, HALLQ__REQUEST__BODY_CALL_NEXT);
    assert_non_null(r->call_next->no_show);
    assert_null(r->call_next->finish);
    hallq__request__free_unpacked(r, NULL);
    r = hallq__request__unpack(NULL, requests[OP_CALL].size, requests[OP_CALL].data);
    assert_non_null(r);
    assert_null(r->call_next->no_show);
    hallq__request__free_unpacked(r, NULL);
}

static void field__finds_what_is_nested_and_stops_where_it_is_broken(void **state) {
    // 1: 300, 2: { 1: 7 }, 3: fixed 32
    const uint8_t message[] = {0x08, 0xac, 0x02, 0x12, 0x02, 0x08, 0x07, 0x1d, 1, 2, 3, 4};
    (void)state;
    assert_int_equal(field_value(message, sizeof message, 1), 300);
    struct field inner = field_message(message, sizeof message, 2);
    assert_int_equal(field_value(inner.at, (size_t)(inner.end - inner.at), 1), 7);
    assert_int_equal(field_value(message, sizeof message, 9), 0);
    for (size_t size = 0; size < sizeof message; size++) {
        struct field f = field_walk(message, size);
        int count = 0;
        while (field_next(&f))
            count++;
        assert_true(count <= 2);
    }
    const uint8_t too_long[] = {0x12, 0x7f, 0};
    struct field f = field_walk(too_long, sizeof too_long);
    assert_false(field_next(&f));
}

static size_t frames;
static size_t frame_sizes;
static void frame_cb(void *arg, const uint8_t *frame, size_t frame_size) {
    (void)arg, (void)frame;
    frames++;
    frame_sizes += frame_size;
}

// What a broker says: greeting, READY, a short frame, a long frame, a ping.
static void broker_says(struct bytes *b) {
    static const uint8_t large[300], head[] = {2, 0, 0, 0, 0, 0, 0, 1, 44};
    zmtp_hello(b, "ROUTER");
    zmtp_frame(b, "abc", 3);
    bytes_add(b, head, sizeof head);
    bytes_add(b, large, sizeof large);
    bytes_add(b, "\x04\x09\4PING\0\0xy", 11);
}

static void zmtp__reads_frames_in_any_pieces_and_answers_a_ping(void **state) {
    struct bytes said = {0};
    (void)state;
    broker_says(&said);
    for (size_t piece = 1; piece < 80; piece++) {
        struct zmtp z = {0};
        struct bytes in = {0}, out = {0};
        frames = frame_sizes = 0;
        for (size_t at = 0; at < said.used; at += piece) {
            bytes_add(&in, said.data + at, said.used - at < piece ? said.used - at : piece);
            bytes_take(&in,
                       zmtp_parse(&z, bytes_front(&in), bytes_left(&in), &out, frame_cb, NULL));
        }
        assert_true(z.ready);
        assert_int_equal(frames, 2);
        assert_int_equal(frame_sizes, 303);
        assert_int_equal(bytes_left(&in), 0);
        assert_int_equal(bytes_left(&out), 9);
        assert_memory_equal(bytes_front(&out), "\x04\x07\4PONGxy", 9);
        bytes_fini(&in);
        bytes_fini(&out);
    }
    bytes_fini(&said);
}

static void zmtp__refuses_what_is_not_zmtp(void **state) {
    uint8_t other[64] = "HTTP/1.1 400 Bad Request";
    struct zmtp z = {0};
    struct bytes out = {0};
    (void)state;
    assert_true(zmtp_parse(&z, other, sizeof other, &out, frame_cb, NULL) == (size_t)-1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
