// turn_test.c - the turn over the real store: nothing is visible before it is durable, on slow disks and on
// full ones.
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zmq.h>

#include "tests/broker/turn_rig.h"

// ---------------------------------------------------------------- durable before visible

// From here on nothing may leave between a turn's begin and its commit. A heartbeat might, while a
// turn waits: it tells of earlier turns.
static void quiet_want(struct hall_rig *r) {
    uv_timer_stop(&r->broker->tick);
    faults.quiet = r;
}

static void turn__lets_nothing_leave_before_its_commit(void **state) {
    struct hall_rig *r = *state;
    while (!broadcast_heard(&r->broker->doors.feeds[FEED_PUBLIC], 1))
        rig_turn(r);
    quiet_want(r);
    for (int i = 0; i < 20; i++) {
        // a change, a read that sees it, a refusal
        Hallq__Request read = HALLQ__REQUEST__INIT;
        Hallq__GetSnapshot body = HALLQ__GET_SNAPSHOT__INIT;
        read.hall = 1;
        read.body_case = HALLQ__REQUEST__BODY_GET_SNAPSHOT;
        read.get_snapshot = &body;
        issue_send(&r->kiosk, 1);
        terminal_send(&r->kiosk, &read);
        issue_send(&r->kiosk, 99);
        assert_done(terminal_recv(&r->kiosk, RIG_WAIT_MS));
        assert_non_null(terminal_recv(&r->kiosk, RIG_WAIT_MS));
        assert_refused(terminal_recv(&r->kiosk, RIG_WAIT_MS), NO_SERVICE);
    }
    faults.quiet = NULL;
}

static void turn__answers_and_publishes_before_it_makes_room_for_a_reader(void **state) {
    struct hall_rig *r = *state;
    Hallq__Request report = HALLQ__REQUEST__INIT;
    Hallq__GetReport body = HALLQ__GET_REPORT__INIT;
    report.hall = 1;
    report.body_case = HALLQ__REQUEST__BODY_GET_REPORT;
    report.get_report = &body;
    while (!broadcast_heard(&r->broker->doors.feeds[FEED_PUBLIC], 1))
        rig_turn(r);
    left.rig = r;
    uint64_t replies = 0, messages = 0;
    for (int tries = 0; tries < 1000 && !left.items; tries++) { // until both meet in a turn
        replies = r->broker->doors.router.out_count;
        messages = r->broker->doors.feeds[FEED_PUBLIC].out_count;
        terminal_send(&r->admin, &report);
        issue_send(&r->kiosk, 1);
        assert_done(terminal_recv(&r->kiosk, RIG_WAIT_MS));
        assert_non_null(terminal_recv(&r->admin, RIG_WAIT_MS));
    }
    assert_int_equal(left.items, 2);
    assert_int_equal(left.replies, replies + 1);
    assert_true(left.messages > messages);
}

static void turn__is_answered_before_the_checkpoint_that_it_makes_due(void **state) {
    struct hall_rig *r = *state;
    struct store_stats stats;
    assert_done(issue(&r->kiosk, 1));
    uint64_t replies = r->broker->doors.router.out_count;
    faults.due = r;
    issue_send(&r->kiosk, 1);
    assert_done(terminal_recv(&r->kiosk, RIG_WAIT_MS));
    assert_null(faults.due);
    assert_int_equal(faults.due_replies, replies + 1);
    store_stats_get(r->broker->store, &stats);
    assert_int_equal(stats.redo_turns, 0);
}

static void turn__gives_a_retry_the_same_answer(void **state) {
    struct hall_rig *r = *state;
    Hallq__Reply *first = issue(&r->kiosk, 1);
    assert_done(first);
    r->kiosk.number--;
    Hallq__Reply *again = issue(&r->kiosk, 1);
    assert_done(again);
    assert_string_equal(again->done->ticket->number, first->done->ticket->number);
    assert_int_equal(again->seq, first->seq);
    assert_int_equal(again->at_ms, first->at_ms);
}

// ---------------------------------------------------------------- on a slow disk

static void issues_send(struct terminal *t, int count) {
    while (count--)
        issue_send(t, 1);
}

static void issues_done(struct terminal *t, int count) {
    while (count--)
        assert_done(terminal_recv(t, RIG_WAIT_MS));
}

static void snapshots_send(struct terminal *t, int count) {
    Hallq__Request request = HALLQ__REQUEST__INIT;
    Hallq__GetSnapshot body = HALLQ__GET_SNAPSHOT__INIT;
    request.hall = 1;
    request.body_case = HALLQ__REQUEST__BODY_GET_SNAPSHOT;
    request.get_snapshot = &body;
    while (count--)
        terminal_send(t, &request);
}

static void snapshots_done(struct terminal *t, int count) {
    while (count--)
        assert_int_equal(terminal_recv(t, RIG_WAIT_MS)->body_case, HALLQ__REPLY__BODY_SNAPSHOT);
}

// Until a turn waits for more, with some of those here in it: fewer than were just answered. Returns
// the hall's sequence number before them; the first of them may be done already.
static uint64_t turn_open(struct hall_rig *r, int answered, int here) {
    uint64_t seq = 0;
    faults.sync_us = 10 * 1000 * 1000;
    for (int tries = 0; tries < 50 && !r->broker->look.open; tries++) {
        issues_send(&r->kiosk, answered);
        issues_done(&r->kiosk, answered);
        seq = halls_seq(&r->broker->halls, 1);
        issues_send(&r->kiosk, here);
        for (int i = 0; i < 20 && !r->broker->look.open; i++)
            rig_turn(r);
        if (!r->broker->look.open)
            issues_done(&r->kiosk, here);
    }
    assert_true(r->broker->look.open);
    return seq;
}

// Some come, and more than a turn holds while it waits.
static void turn__gathers_over_rounds_as_many_as_a_turn_holds(void **state) {
    struct hall_rig *r = *state;
    enum { TERMINALS = 4, FEW = 10, MANY = 120 }; // many: of each, as libzmq takes them ahead
    struct terminal kiosks[TERMINALS];
    for (int k = 0; k < TERMINALS; k++)
        terminal_open(&kiosks[k], r, 2, HALLQ__DEVICE__ROLE__KIOSK);
    faults.rig = r;
    quiet_want(r);
    for (int tries = 0; tries < 50 && faults.items_max < LIMIT_TURN_COMMANDS; tries++) {
        turn_open(r, 2 * FEW, FEW);
        for (int k = 0; k < TERMINALS; k++)
            issues_send(&kiosks[k], MANY);
        issues_done(&r->kiosk, FEW);
        for (int k = 0; k < TERMINALS; k++)
            issues_done(&kiosks[k], MANY);
    }
    assert_true(r->broker->counters.pauses > 0);
    assert_int_equal(faults.items_max, LIMIT_TURN_COMMANDS);
    for (int k = 0; k < TERMINALS; k++)
        terminal_close(&kiosks[k]);
}

static void turn__decides_while_it_waits_and_answers_after_its_commit(void **state) {
    struct hall_rig *r = *state;
    quiet_want(r);
    turn_open(r, 10, 5);
    assert_true(r->broker->turn.decided_count > 0);
    uint64_t replies = r->broker->doors.router.out_count;
    assert_int_equal(replies, faults.replies);
    issues_done(&r->kiosk, 5);
    assert_true(r->broker->doors.router.out_count > replies);
}

// The figures of waiting lines are looked at between turns: a round that finds a turn open leaves them, and
// they follow at its end.
static void waits__skip_a_round_while_a_turn_is_open(void **state) {
    struct hall_rig *r = *state;
    while (!broadcast_heard(&r->broker->doors.feeds[FEED_PUBLIC], 1))
        rig_turn(r);
    quiet_want(r);
    turn_open(r, 10, 5);
    struct hall *hall = halls_find(&r->broker->halls, 1);
    hall->waits_sent_ms = 0;
    halls_mark_waits(&r->broker->halls, hall);
    uv_timer_start(&r->broker->waits_timer, r->broker->waits_timer.timer_cb, 0, 1);
    while (r->broker->look.open) {
        assert_int_equal(hall->waits_sent_ms, 0);
        rig_turn(r);
    }
    issues_done(&r->kiosk, 5);
    faults.quiet = NULL;
    RIG_WAIT(r, hall->waits_sent_ms);
    assert_true(hall->waits_sent_ms > 0);
}

// Undone three times: while it waits, then as a whole, then alone.
static void turn__refuses_what_fails_while_it_waits(void **state) {
    struct hall_rig *r = *state;
    uint64_t undone = 0;
    for (int tries = 0; tries < 50 && undone != 3; tries++) { // or it came too late, and was alone
        turn_open(r, 10, 4);
        undone = r->broker->counters.turns_undone;
        faults.failing_service = 2;
        issue_send(&r->kiosk, 2);
        issues_done(&r->kiosk, 4);
        assert_refused(terminal_recv(&r->kiosk, RIG_WAIT_MS), INTERNAL);
        faults.failing_service = 0;
        undone = r->broker->counters.turns_undone - undone;
    }
    assert_int_equal(undone, 3);
    assert_string_equal(issue(&r->kiosk, 2)->done->ticket->number, "B001");
}

// A checkpoint is due when the log has rested; reads do not count as work.
static void turn__that_waits_is_no_rest(void **state) {
    struct hall_rig *r = *state;
    struct turn *t = &r->broker->turn;
    bool ready = false;
    for (int tries = 0; tries < 50 && !ready; tries++) {
        assert_done(issue(&r->kiosk, 1));
        faults.sync_us = 10 * 1000 * 1000;
        for (int i = 0; i < 500 && t->checkpoint.rest_number != t->parts.number; i++)
            rig_turn(r);                          // until the next look would find a rest,
        uv_timer_stop(&t->checkpoint.rest_timer); // which comes once the turn waits
        snapshots_send(&r->kiosk, 10);
        snapshots_done(&r->kiosk, 10);
        issues_send(&r->kiosk, 5);
        for (int i = 0; i < 20 && !r->broker->look.open; i++)
            rig_turn(r);
        ready = r->broker->look.open &&
                t->checkpoint.rest_number == t->parts.number; // and none of them came before it
        if (!ready)
            issues_done(&r->kiosk, 5);
    }
    assert_true(ready);
    uv_timer_again(&t->checkpoint.rest_timer);
    while (uv_timer_get_due_in(&t->checkpoint.rest_timer)) {
        usleep(1000);
        uv_update_time(&r->loop);
    }
    issues_done(&r->kiosk, 5);
}

static void turn__that_waits_grows_a_full_map_and_decides_again(void **state) {
    struct hall_rig *r = *state;
    uint64_t seq = turn_open(r, 10, 5);
    faults.commit_err = ERR_MAP_FULL;
    faults.commit_failures = 2;
    issues_done(&r->kiosk, 5);
    assert_int_equal(faults.grow_count, 2);
    assert_int_equal(halls_find(&r->broker->halls, 1)->seq, seq + 5);
}

static void turn__does_not_pause_for_one_terminal(void **state) {
    struct hall_rig *r = *state;
    faults.sync_us = 10 * 1000 * 1000;
    for (int i = 0; i < 20; i++)
        assert_done(issue(&r->kiosk, 1));
    assert_int_equal(r->broker->counters.pauses, 0);
}

// ---------------------------------------------------------------- when the disk says no

static void turn__grows_a_full_map_and_decides_again(void **state) {
    struct hall_rig *r = *state;
    faults.commit_err = ERR_MAP_FULL;
    faults.commit_failures = 2;
    Hallq__Reply *reply = issue(&r->kiosk, 1);
    assert_done(reply);
    assert_int_equal(faults.grow_count, 2);
    assert_string_equal(reply->done->ticket->number, "A001");
    Hallq__Reply *next = issue(&r->kiosk, 1);
    assert_string_equal(next->done->ticket->number, "A002");
    assert_int_equal(next->seq, reply->seq + 1);
}

// A look for alerts comes between, as it may at any time on a busy machine: it must find nothing, or its
// record would take the number that is looked for.
static void turn__refuses_writes_on_a_full_disk_reads_on_and_recovers(void **state) {
    struct hall_rig *r = *state;
    Hallq__Reply *before = issue(&r->kiosk, 1);
    uint64_t looks = r->broker->alerts.looks;
    RIG_WAIT(r, r->broker->alerts.looks > looks);
    assert_true(r->broker->alerts.looks > looks);
    faults.commit_err = ERR_DISK_FULL;
    faults.commit_failures = -1;
    assert_refused(issue(&r->kiosk, 1), DISK_FULL);
    Hallq__Reply *seen = snapshot(&r->kiosk);
    assert_int_equal(seen->body_case, HALLQ__REPLY__BODY_SNAPSHOT);
    assert_int_equal(seen->snapshot->seq, before->seq);
    uint32_t number = r->kiosk.number;
    r->kiosk.number = 0; // what was applied before still gets its answer
    assert_done(issue(&r->kiosk, 1));
    r->kiosk.number = number;
    faults.commit_failures = 0;
    Hallq__Reply *reply = NULL;
    RIG_WAIT(r, (reply = issue(&r->kiosk, 1)) && !reason_of(reply));
    assert_done(reply);
    assert_string_equal(reply->done->ticket->number, "A002");
    assert_int_equal(reply->seq, before->seq + 1);
}

static void turn__refuses_writes_when_the_map_cannot_grow(void **state) {
    struct hall_rig *r = *state;
    faults.commit_err = ERR_MAP_FULL;
    faults.commit_failures = 1;
    faults.grow_err = ERR_BUSY;
    assert_refused(issue(&r->kiosk, 1), RETRY_LATER);
    faults.grow_err = ERR_OK;
    Hallq__Reply *reply = NULL;
    RIG_WAIT(r, (reply = issue(&r->kiosk, 1)) && !reason_of(reply));
    assert_done(reply);
}

// The child has the broker; what the disk answers ends it before it answers anybody.
static int child_with_a_broken_disk(void) {
    struct hall_rig *r = calloc(1, sizeof *r);
    rig_open(r);
    faults.commit_err = ERR_IO;
    faults.commit_failures = -1;
    issue(&r->kiosk, 1);
    return 99; // it was answered
}

// It reports its error once.
static int child_with_a_broken_disk_while_it_waits(void) {
    struct hall_rig *r = calloc(1, sizeof *r);
    rig_open(r);
    turn_open(r, 10, 4);
    faults.apply_err = ERR_IO;
    faults.failing_service = 2;
    issue_send(&r->kiosk, 2);
    issues_done(&r->kiosk, 5);
    return 99; // it went on
}

static void assert_ends_with_exit_disk(int (*child_main)(void)) {
    int status;
    pid_t child = fork();
    if (!child)
        _exit(child_main());
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), EXIT_DISK);
}

// TEST_FIRST: its children open the broker themselves, and no ZeroMQ context may be open before a fork
static void turn__ends_the_process_on_an_input_output_error(void **state) {
    (void)state;
    assert_ends_with_exit_disk(child_with_a_broken_disk);
    assert_ends_with_exit_disk(child_with_a_broken_disk_while_it_waits);
}

static void turn__refuses_alone_what_fails_alone(void **state) {
    struct hall_rig *r = *state;
    static const uint32_t services[] = {1, 2, 1, 99, 2, 1};
    Hallq__Reply *replies[6];
    faults.failing_service = 2;
    faults.rig = r;
    for (int tries = 0; tries < 50 && faults.items_max < 6; tries++) { // until all meet in a turn
        for (size_t i = 0; i < 6; i++)
            issue_send(&r->kiosk, services[i]);
        for (size_t i = 0; i < 6; i++)
            replies[i] = terminal_recv(&r->kiosk, RIG_WAIT_MS);
        assert_done(replies[0]);
        assert_refused(replies[1], INTERNAL);
        assert_done(replies[2]);
        assert_refused(replies[3], NO_SERVICE);
        assert_refused(replies[4], INTERNAL);
        assert_done(replies[5]);
        uint64_t first = replies[0]->done->ticket->ticket;
        assert_int_equal(replies[2]->done->ticket->ticket, first + 1);
        assert_int_equal(replies[5]->done->ticket->ticket, first + 2);
        assert_int_equal(replies[5]->seq, replies[0]->seq + 2);
    }
    assert_int_equal(faults.items_max, 6);
    faults.failing_service = 0;
    assert_string_equal(issue(&r->kiosk, 2)->done->ticket->number, "B001");
}

static void turn__goes_on_when_a_due_row_fails(void **state) {
    struct hall_rig *r = *state;
    faults.due_failures = 1000000;
    r->broker->time.wallclock.start_at_ms += 10 * 3600 * 1000; // the hall closes: a row falls due
    clock_accept(&r->broker->time.clock, wallclock_wall_ms(&r->broker->time.wallclock),
                 wallclock_mono_ms(&r->broker->time.wallclock));
    assert_int_equal(reason_of(snapshot(&r->kiosk)), 0);
    assert_done(issue(&r->kiosk, 1)); // not closed yet: its row could not be decided
    assert_in_range(1000000 - faults.due_failures, 2, 4);
    faults.due_failures = 0;
    r->broker->turn.due.again_ms = 0;
    for (int i = 0; i < 100 && !r->broker->counters.due_rows; i++)
        snapshot(&r->kiosk);
    assert_refused(issue(&r->kiosk, 1), SERVICE_CLOSED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
