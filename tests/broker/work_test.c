// work_test.c - what runs on a worker beside the turns: PINs, reports, backups, the tables shown.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

#include "tests/broker/turn_rig.h"

// ---------------------------------------------------------------- workers

static void work__signs_on_by_pin_and_counts_a_wrong_one(void **state) {
    struct hall_rig *r = *state;
    assert_refused(sign_on(&r->counter, "2468"), PIN_NOT_SET);
    pin_set(r);
    Hallq__Reply *wrong = sign_on(&r->counter, "1111");
    assert_refused(wrong, WRONG_PIN);
    assert_refused(sign_on(&r->counter, "246"), WRONG_PIN); // too short: not hashed, but counted
    Hallq__Reply *right = sign_on(&r->counter, "2468");
    assert_done(right);
    assert_true(right->seq > wrong->seq);
    assert_int_equal(r->broker->leases.count, 1);
}

// Pings are no use of a terminal.
static void idle__signs_off_who_sends_no_command(void **state) {
    struct hall_rig *r = *state;
    Hallq__CallNext next = HALLQ__CALL_NEXT__INIT;
    Hallq__Ping ping = HALLQ__PING__INIT;
    pin_set(r);
    assert_done(sign_on(&r->counter, "2468"));
    assert_int_equal(r->broker->presences.count, 1);
    r->broker->presences.list[0].idle_s = 1;
    int64_t used_ms = r->broker->presences.list[0].since_ms;
    assert_done(ask(&r->counter, HALLQ__REQUEST__BODY_PING, &ping));
    RIG_WAIT(r, !r->broker->presences.count);
    assert_true(wallclock_machine_ms() - used_ms >= 1000);
    assert_refused(ask(&r->counter, HALLQ__REQUEST__BODY_CALL_NEXT, &next), NOT_SIGNED_ON);
}

static void a_key_that_ended__signs_off(void **state) {
    struct hall_rig *r = *state;
    Hallq__CallNext next = HALLQ__CALL_NEXT__INIT;
    pin_set(r);
    assert_done(sign_on(&r->counter, "2468"));
    struct presences *p = &r->broker->presences;
    assert_int_equal(presences_key_set(p, r->counter.device + 1, 1), ERR_OK); // another's
    assert_int_equal(presences_key_set(p, r->counter.device, 1), ERR_OK);
    RIG_WAIT(r, !r->broker->presences.count);
    assert_refused(ask(&r->counter, HALLQ__REQUEST__BODY_CALL_NEXT, &next), NOT_SIGNED_ON);
}

static void work__says_busy_to_a_flood_of_pins(void **state) {
    struct hall_rig *r = *state;
    Hallq__Request request = HALLQ__REQUEST__INIT;
    Hallq__SignOn body = HALLQ__SIGN_ON__INIT;
    int busy = 0;
    pin_set(r);
    body.staff = 7;
    body.counter = 1;
    body.pin = (char *)(uintptr_t) "1111";
    request.hall = 1;
    request.body_case = HALLQ__REQUEST__BODY_SIGN_ON;
    request.sign_on = &body;
    for (int i = 0; i < 40; i++)
        terminal_send(&r->counter, &request);
    for (int i = 0; i < 40; i++)
        busy += reason_of(terminal_recv(&r->counter, RIG_WAIT_MS)) == HALLQ__REFUSAL__REASON__BUSY;
    assert_true(busy > 0);
    assert_true(r->broker->work.count == 0);
}

static void work__reports_as_of_a_durable_turn(void **state) {
    struct hall_rig *r = *state;
    Hallq__GetReport body = HALLQ__GET_REPORT__INIT;
    Hallq__Reply *last = issue(&r->kiosk, 1);
    Hallq__Reply *reply = ask(&r->admin, HALLQ__REQUEST__BODY_GET_REPORT, &body);
    assert_int_equal(reply->body_case, HALLQ__REPLY__BODY_REPORT);
    assert_int_equal(reply->report->as_of, last->seq);
    assert_int_equal(reply->report->services[0]->issued, 1);
}

static void report_send(struct terminal *t) {
    Hallq__Request request = HALLQ__REQUEST__INIT;
    Hallq__GetReport body = HALLQ__GET_REPORT__INIT;
    request.hall = 1;
    request.body_case = HALLQ__REQUEST__BODY_GET_REPORT;
    request.get_report = &body;
    terminal_send(t, &request);
}

static void work__that_has_no_room_costs_no_checkpoint(void **state) {
    struct hall_rig *r = *state;
    assert_done(issue(&r->kiosk, 1));
    int64_t shown_ms = r->broker->turn.checkpoint.readers_shown_ms;
    r->broker->work.count += LIMIT_WAITING_WORK;
    for (int i = 0; i < 20; i++) {
        assert_done(issue(&r->kiosk, 1));
        report_send(&r->admin);
        assert_refused(terminal_recv(&r->admin, RIG_WAIT_MS), BUSY);
    }
    assert_int_equal(r->broker->turn.checkpoint.readers_shown_ms, shown_ms);
    r->broker->work.count -= LIMIT_WAITING_WORK;
    report_send(&r->admin);
    assert_int_equal(terminal_recv(&r->admin, RIG_WAIT_MS)->body_case, HALLQ__REPLY__BODY_REPORT);
}

// Those who read share the time that showing them the tables takes; each sees what was answered before.
static void work__shows_the_tables_to_readers_a_few_times_a_second(void **state) {
    struct hall_rig *r = *state;
    int64_t shown_ms = r->broker->turn.checkpoint.readers_shown_ms;
    int shown = 0;
    uint64_t began_ns = uv_hrtime();
    for (int i = 0; i < 60; i++) {
        uint64_t seq = issue(&r->kiosk, 1)->seq;
        report_send(&r->admin);
        issue_send(&r->kiosk, 1);
        assert_done(terminal_recv(&r->kiosk, RIG_WAIT_MS));
        Hallq__Reply *reply = terminal_recv(&r->admin, RIG_WAIT_MS);
        assert_int_equal(reply->body_case, HALLQ__REPLY__BODY_REPORT);
        assert_true(reply->report->as_of >= seq);
        shown += r->broker->turn.checkpoint.readers_shown_ms != shown_ms;
        shown_ms = r->broker->turn.checkpoint.readers_shown_ms;
    }
    uint64_t took_ms = (uv_hrtime() - began_ns) / 1000000;
    assert_true(shown > 0);
    assert_in_range(shown, 1, took_ms / LIMIT_LOOK_MS + 1);
}

static void work__reads_for_one_device_one_at_a_time(void **state) {
    struct hall_rig *r = *state;
    struct job *const *running = r->broker->work.running[LANE_READ];
    int answered = 0;
    assert_done(issue(&r->kiosk, 1));
    for (int i = 0; i < LIMIT_DEVICE_JOBS; i++)
        report_send(&r->admin);
    while (answered < LIMIT_DEVICE_JOBS) {
        Hallq__Reply *reply = terminal_recv(&r->admin, 1);
        answered += reply && reply->body_case == HALLQ__REPLY__BODY_REPORT;
        assert_false(running[0] && running[1]);
    }
}

static Hallq__Reply *back_up(struct hall_rig *r, const char *name) {
    Hallq__Backup body = HALLQ__BACKUP__INIT;
    body.name = (char *)(uintptr_t)name;
    return ask(&r->admin, HALLQ__REQUEST__BODY_BACKUP, &body);
}

static void work__backs_up_once_under_a_name(void **state) {
    struct hall_rig *r = *state;
    static const char *const wrong[] = {"", "../x", "a/b", ".x", "A", "monday.new"};
    Hallq__Reply *reply = back_up(r, "monday");
    assert_int_equal(reply->body_case, HALLQ__REPLY__BODY_BACKUP);
    assert_true(reply->backup->size > 0);
    assert_refused(back_up(r, "monday"), BACKUP_THERE);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_refused(back_up(r, wrong[i]), BAD_MESSAGE);
}

// Two of one name would write one unfinished file.
static void work__makes_one_backup_at_a_time(void **state) {
    struct hall_rig *r = *state;
    Hallq__Request request = HALLQ__REQUEST__INIT;
    Hallq__Backup body = HALLQ__BACKUP__INIT;
    int done = 0, refused = 0;
    body.name = (char *)(uintptr_t) "monday";
    request.body_case = HALLQ__REQUEST__BODY_BACKUP;
    request.backup = &body;
    for (int i = 0; i < 4; i++)
        terminal_send(&r->admin, &request);
    for (int i = 0; i < 4; i++) {
        Hallq__Reply *reply = terminal_recv(&r->admin, RIG_WAIT_MS);
        Hallq__Refusal__Reason reason = reason_of(reply);
        done += reply->body_case == HALLQ__REPLY__BODY_BACKUP;
        refused += reason == HALLQ__REFUSAL__REASON__BUSY ||
                   reason == HALLQ__REFUSAL__REASON__BACKUP_THERE; // the first was quicker
    }
    assert_int_equal(done, 1);
    assert_int_equal(refused, 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
