// asked_test.c - what is answered and published: bounds for one device, feeds, time, garbage.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

#include "tests/broker/turn_rig.h"

// ---------------------------------------------------------------- who asks for too much

static void reads__wait_for_a_device_that_does_not_take_its_answers(void **state) {
    struct hall_rig *r = *state;
    Hallq__GetReport report = HALLQ__GET_REPORT__INIT;
    assert_int_equal(snapshot(&r->kiosk)->body_case, HALLQ__REPLY__BODY_SNAPSHOT);
    RIG_WAIT(r, !router_unread(&r->broker->doors.router, r->kiosk.device));
    assert_int_equal(router_unread(&r->broker->doors.router, r->kiosk.device), 0);
    router_reserve(&r->broker->doors.router, r->kiosk.device, LIMIT_UNREAD_SIZE);
    router_reserve(&r->broker->doors.router, r->admin.device, LIMIT_UNREAD_SIZE);
    assert_refused(snapshot(&r->kiosk), BUSY);
    assert_refused(ask(&r->admin, HALLQ__REQUEST__BODY_GET_REPORT, &report), BUSY);
    assert_done(issue(&r->kiosk, 1)); // commands and other devices are served
    assert_int_equal(snapshot(&r->counter)->body_case, HALLQ__REPLY__BODY_SNAPSHOT);
    router_release(&r->broker->doors.router, r->kiosk.device, LIMIT_UNREAD_SIZE);
    assert_int_equal(snapshot(&r->kiosk)->body_case, HALLQ__REPLY__BODY_SNAPSHOT);
}

// In one turn, before anything is sent: what a device's reads take is bounded.
static void reads__of_one_device_are_bounded_in_a_turn(void **state) {
    struct hall_rig *r = *state;
    enum { READS = 200 };
    int busy = 0, answered = 0;
    for (int i = 0; i < 1500; i++)
        issue_send(&r->kiosk, 1 + i % 2);
    for (int i = 0; i < 1500; i++)
        assert_non_null(terminal_recv(&r->kiosk, RIG_WAIT_MS));
    Hallq__Request request = HALLQ__REQUEST__INIT;
    Hallq__GetEvents body = HALLQ__GET_EVENTS__INIT;
    request.hall = 1;
    request.body_case = HALLQ__REQUEST__BODY_GET_EVENTS;
    request.get_events = &body;
    for (int tries = 0; tries < 20 && !busy; tries++) { // until many of them meet in one turn
        answered = 0;
        for (int i = 0; i < READS; i++)
            terminal_send(&r->kiosk, &request);
        for (int i = 0; i < READS; i++) {
            Hallq__Reply *reply = terminal_recv(&r->kiosk, RIG_WAIT_MS);
            busy += reason_of(reply) == HALLQ__REFUSAL__REASON__BUSY;
            answered += reply->body_case == HALLQ__REPLY__BODY_BATCHES;
        }
    }
    assert_true(busy > 0);
    assert_true(answered > 0);
    assert_int_equal(busy + answered, READS);
}

// ---------------------------------------------------------------- feeds and time

static Hallq__FeedMessage *feed_recv(struct hall_rig *r) {
    unsigned char frame[16384];
    uint64_t until_ns = uv_hrtime() + (uint64_t)RIG_WAIT_MS * 1000000;
    while (uv_hrtime() < until_ns) {
        int size = zmq_recv(r->feed, frame, sizeof frame, ZMQ_DONTWAIT);
        if (size > 2)
            return wire_unpack(&hallq__feed_message__descriptor, &r->arena, frame + 2,
                               (size_t)size - 2);
        rig_turn(r);
    }
    return NULL;
}

static void feeds__chain_their_batches_and_end_at_the_last(void **state) {
    struct hall_rig *r = *state;
    uint64_t upto = 0;
    bool beaten = false;
    int issued = 0;
    while (!broadcast_heard(&r->broker->doors.feeds[FEED_PUBLIC], 1))
        rig_turn(r);
    for (int i = 0; i < 5; i++)
        assert_done(issue(&r->kiosk, 1));
    pin_set(r); // journaled only
    Hallq__Reply *last = issue(&r->kiosk, 1);
    while (!beaten) {
        const Hallq__FeedMessage *m = feed_recv(r);
        assert_non_null(m);
        if (m->body_case == HALLQ__FEED_MESSAGE__BODY_BATCH) {
            if (upto)
                assert_int_equal(m->batch->after, upto);
            upto = m->batch->upto;
            for (size_t i = 0; i < m->batch->n_events; i++)
                issued += m->batch->events[i]->body_case == HALLQ__EVENT__BODY_TICKET_ISSUED;
        }
        beaten = m->body_case == HALLQ__FEED_MESSAGE__BODY_HEARTBEAT && upto == last->seq;
        if (beaten)
            assert_int_equal(m->heartbeat->upto, last->seq);
    }
    assert_int_equal(issued, 6);
}

// The wall clock that the broker's last record says was accepted.
static int64_t clock_accepted_at(struct hall_rig *r) {
    Hallq__Request request = HALLQ__REQUEST__INIT;
    Hallq__GetJournal body = HALLQ__GET_JOURNAL__INIT;
    request.body_case = HALLQ__REQUEST__BODY_GET_JOURNAL;
    request.get_journal = &body;
    terminal_send(&r->admin, &request);
    const Hallq__Journal *j = terminal_recv(&r->admin, RIG_WAIT_MS)->journal;
    assert_true(j->n_entries >= 2);
    const Hallq__Event *read = j->entries[j->n_entries - 1]->events[0];
    assert_int_equal(read->body_case, HALLQ__EVENT__BODY_JOURNAL_READ); // this very look
    const Hallq__Event *last = j->entries[j->n_entries - 2]->events[0];
    assert_int_equal(last->body_case, HALLQ__EVENT__BODY_CLOCK_ACCEPTED);
    return last->clock_accepted->wall_at_ms;
}

static void clock__raises_an_alarm_and_waits_for_the_administrator(void **state) {
    struct hall_rig *r = *state;
    Hallq__AcceptClock body = HALLQ__ACCEPT_CLOCK__INIT;
    uint64_t turn = r->broker->turn.parts.number;
    r->broker->time.clock.young_until_ms = 0;
    r->broker->time.wallclock.start_at_ms += 3600 * 1000;
    RIG_WAIT(r, r->broker->turn.parts.number != turn);
    assert_true(r->broker->time.clock.alarmed);
    assert_in_range(issue(&r->kiosk, 1)->at_ms - RIG_START_MS, 0, 60 * 1000);
    int64_t wall_ms = wallclock_wall_ms(&r->broker->time.wallclock);
    assert_int_equal(reason_of(ask(&r->admin, HALLQ__REQUEST__BODY_ACCEPT_CLOCK, &body)), 0);
    assert_in_range(clock_accepted_at(r) - wall_ms, 0, 60 * 1000);
    assert_in_range(issue(&r->kiosk, 1)->at_ms - RIG_START_MS, 3600 * 1000, 3700 * 1000);
    assert_false(r->broker->time.clock.alarmed);
}

// ---------------------------------------------------------------- who asks

// The first text of a day makes a key, with a sync: not for whoever may not send it.
static void customer_data__is_sealed_only_for_who_may_send_it(void **state) {
    struct hall_rig *r = *state;
    struct terminal display;
    Hallq__Issue body = HALLQ__ISSUE__INIT;
    body.service = 1;
    body.contact = (char *)(uintptr_t) "13800001234";
    terminal_open(&display, r, 9, HALLQ__DEVICE__ROLE__DISPLAY);
    assert_refused(ask(&display, HALLQ__REQUEST__BODY_ISSUE, &body), NOT_ALLOWED);
    assert_int_equal(seal_key_count(r->broker->seals), 0);
    assert_done(ask(&r->kiosk, HALLQ__REQUEST__BODY_ISSUE, &body));
    assert_int_equal(seal_key_count(r->broker->seals), 1);
    terminal_close(&display);
}

// Devices are loaded anew behind an item whose turn is done one by one; the next still looks at its
// halls.
static void an_asker__owns_the_list_of_its_halls(void **state) {
    struct hall_rig *r = *state;
    uint32_t halls[] = {3, 4};
    struct device device = {.device = 5, .halls = halls, .hall_count = 2};
    struct asker asker = {0};
    device_asker(&device, &r->arena, &asker);
    halls[1] = 99;
    assert_int_equal(asker.hall_count, 2);
    assert_int_equal(asker.halls[1], 4);
}

// ---------------------------------------------------------------- restart

static void broker__goes_on_where_it_stopped(void **state) {
    struct hall_rig *r = *state;
    Hallq__Reply *before = issue(&r->kiosk, 1);
    int64_t at_ms = before->at_ms;
    rig_stop(r);
    assert_int_equal(rig_start(r), 0);
    Hallq__Reply *after = issue(&r->kiosk, 1);
    assert_string_equal(after->done->ticket->number, "A002");
    assert_int_equal(after->seq, before->seq + 1);
    assert_int_equal(after->epoch, before->epoch);
    assert_true(after->at_ms >= at_ms);
}

static void broker__answers_garbage_and_lives(void **state) {
    struct hall_rig *r = *state;
    static const char *const garbage[] = {"", "\xff", "\x08", "hello"};
    for (size_t i = 0; i < 4; i++) {
        zmq_send(r->kiosk.socket, garbage[i], strlen(garbage[i]), 0);
        assert_true(reason_of(terminal_recv(&r->kiosk, RIG_WAIT_MS)) != 0);
    }
    char *large = calloc(1, LIMIT_REQUEST_SIZE + 1);
    zmq_send(r->kiosk.socket, large, LIMIT_REQUEST_SIZE + 1, 0);
    assert_true(reason_of(terminal_recv(&r->kiosk, RIG_WAIT_MS)) != 0);
    free(large);
    r->kiosk.device = 0;
    assert_refused(issue(&r->kiosk, 1), BAD_MESSAGE);
    r->kiosk.device = 2;
    assert_done(issue(&r->kiosk, 1));
}

// One byte of the text of a command; '#' in it marks where.
static Hallq__Reply *ask_with_byte(struct terminal *t, Hallq__Request *request, char byte) {
    unsigned char frame[256];
    request->hall = 1;
    request->session = t->session;
    request->number = ++t->number;
    request->claimed_device = t->device;
    request->claimed_role = t->role;
    size_t size = wire_pack(request, frame);
    unsigned char *at = memchr(frame, '#', size);
    assert_non_null(at);
    *at = (unsigned char)byte;
    zmq_send(t->socket, frame, size, 0);
    return terminal_recv(t, RIG_WAIT_MS);
}

static void assert_text_refused(struct terminal *t, Hallq__Request *request, const char *field) {
    static const char bytes[] = {'\0', '\t', '\n', '\x1b', '\x7f', '\xff'};
    for (size_t i = 0; i < sizeof bytes; i++) {
        Hallq__Reply *reply = ask_with_byte(t, request, bytes[i]);
        assert_refused(reply, BAD_MESSAGE);
        assert_string_equal(reply->refusal->detail, field);
        assert_int_equal(reply->session, t->session);
        assert_int_equal(reply->number, t->number);
    }
}

// A NUL cuts the text that the rules see; what stood behind it must not be taken for granted.
static void broker__refuses_a_text_with_a_control_byte_by_name_and_number(void **state) {
    struct hall_rig *r = *state;
    Hallq__Request request = HALLQ__REQUEST__INIT;
    Hallq__Issue take = HALLQ__ISSUE__INIT;
    Hallq__SetPin pin = HALLQ__SET_PIN__INIT;
    Hallq__ServiceSuspend suspend = HALLQ__SERVICE_SUSPEND__INIT;
    take.service = 1;
    take.contact = (char *)(uintptr_t) "1#2";
    request.body_case = HALLQ__REQUEST__BODY_ISSUE;
    request.issue = &take;
    assert_text_refused(&r->kiosk, &request, "contact");
    assert_done(ask_with_byte(&r->kiosk, &request, '3'));
    pin.staff = 101;
    pin.pin = (char *)(uintptr_t) "1234#x";
    request.body_case = HALLQ__REQUEST__BODY_SET_PIN;
    request.set_pin = &pin;
    assert_text_refused(&r->admin, &request, "pin");
    suspend.service = 1;
    suspend.reason = (char *)(uintptr_t) "power#";
    request.body_case = HALLQ__REQUEST__BODY_SERVICE_SUSPEND;
    request.service_suspend = &suspend;
    assert_text_refused(&r->kiosk, &request, "reason");
}

// A body that does not parse still has its numbers in front of it.
static void broker__refuses_what_does_not_parse_by_its_number(void **state) {
    struct hall_rig *r = *state;
    static const unsigned char frame[] = {0x10, 7, 0x18, 9, 0x82, 0x01, 2, 0x0a, 9};
    zmq_send(r->kiosk.socket, frame, sizeof frame, 0);
    Hallq__Reply *reply = terminal_recv(&r->kiosk, RIG_WAIT_MS);
    assert_refused(reply, BAD_MESSAGE);
    assert_int_equal(reply->session, 7);
    assert_int_equal(reply->number, 9);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
