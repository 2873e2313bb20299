// turn_test.c - the turn over the real store, with errors put between them (the linker's --wrap).
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <zmq.h>

#include <cmocka.h>

#include "base/wire/wire.h"
#include "tests/broker/hall_rig.h"

static struct {
    int commit_err;      // what the next commits come to
    int commit_failures; // so many of them, -1 all
    int grow_err;
    int grow_count;
    uint32_t failing_service;     // its tickets cannot be applied
    int apply_err;                // what that comes to, once; 0: ERR_INVALID each time
    int due_failures;             // so many due rows cannot be decided
    uint64_t sync_us;             // how slow the disk seems, 0: as it is
    const struct hall_rig *quiet; // nothing may leave this broker from begin to commit
    uint64_t replies, messages;   // that had left it at the beginning
    const struct hall_rig *rig;   // whose turns are looked at
    size_t items_max;             // of its largest
} faults;

// Of the last checkpoint that a job asked for in a turn with others: what had left by then.
static struct {
    const struct hall_rig *rig; // NULL: nobody looks
    size_t items;
    uint64_t replies, messages;
} checkpoint;

static void faults_clear(void) {
    memset(&faults, 0, sizeof faults);
    memset(&checkpoint, 0, sizeof checkpoint);
}

int __real_store_begin(struct store *s);
int __wrap_store_begin(struct store *s);
int __wrap_store_begin(struct store *s) {
    if (faults.quiet) {
        faults.replies = faults.quiet->broker->doors.router.out_count;
        faults.messages = faults.quiet->broker->doors.feeds[FEED_PUBLIC].out_count;
    }
    return __real_store_begin(s);
}

int __real_store_commit(struct store *s);
int __wrap_store_commit(struct store *s);
int __wrap_store_commit(struct store *s) {
    if (faults.quiet) {
        const struct broker *b = faults.quiet->broker;
        assert_int_equal(b->doors.router.out_count, faults.replies);
        assert_int_equal(b->doors.feeds[FEED_PUBLIC].out_count, faults.messages);
    }
    if (faults.rig && faults.rig->broker->inbox.count > faults.items_max)
        faults.items_max = faults.rig->broker->inbox.count;
    if (!faults.commit_failures)
        return __real_store_commit(s);
    if (faults.commit_failures > 0)
        faults.commit_failures--;
    store_abort(s);
    return faults.commit_err;
}

uint64_t __real_store_sync_mean_us(const struct store *s);
uint64_t __wrap_store_sync_mean_us(const struct store *s);
uint64_t __wrap_store_sync_mean_us(const struct store *s) {
    return faults.sync_us ? faults.sync_us : __real_store_sync_mean_us(s);
}

int __real_store_checkpoint(struct store *s);
int __wrap_store_checkpoint(struct store *s);
int __wrap_store_checkpoint(struct store *s) {
    const struct broker *b = checkpoint.rig ? checkpoint.rig->broker : NULL;
    if (faults.rig)
        assert_false(faults.rig->broker->look.open);
    if (b && b->inbox.count > 1) {
        checkpoint.items = b->inbox.count;
        checkpoint.replies = b->doors.router.out_count;
        checkpoint.messages = b->doors.feeds[FEED_PUBLIC].out_count;
    }
    return __real_store_checkpoint(s);
}

int __real_store_grow(struct store *s);
int __wrap_store_grow(struct store *s);
int __wrap_store_grow(struct store *s) {
    faults.grow_count++;
    return faults.grow_err ? faults.grow_err : __real_store_grow(s);
}

int __real_record_apply(struct state *s, Hallq__JournalRecord *record);
int __wrap_record_apply(struct state *s, Hallq__JournalRecord *record);
int __wrap_record_apply(struct state *s, Hallq__JournalRecord *record) {
    const Hallq__Event *first = record->events[0];
    if (first->body_case == HALLQ__EVENT__BODY_TICKET_ISSUED && faults.failing_service &&
        first->ticket_issued->service == faults.failing_service) {
        if (faults.apply_err)
            faults.failing_service = 0;
        return faults.apply_err ? faults.apply_err : ERR_INVALID;
    }
    return __real_record_apply(s, record);
}

int __real_decide_due(struct state *s, int64_t now_ms, const struct due_key *due,
                      struct decision *ret);
int __wrap_decide_due(struct state *s, int64_t now_ms, const struct due_key *due,
                      struct decision *ret);
int __wrap_decide_due(struct state *s, int64_t now_ms, const struct due_key *due,
                      struct decision *ret) {
    if (!faults.due_failures)
        return __real_decide_due(s, now_ms, due, ret);
    faults.due_failures--;
    return ERR_INVALID;
}

static int setup(void **state) {
    struct hall_rig *r = calloc(1, sizeof *r);
    faults_clear();
    rig_open(r);
    *state = r;
    return 0;
}

static int teardown(void **state) {
    struct hall_rig *r = *state;
    faults_clear();
    rig_close(r);
    free(r);
    return 0;
}

static Hallq__Reply *ask(struct terminal *t, Hallq__Request__BodyCase body_case, void *body) {
    Hallq__Request request = HALLQ__REQUEST__INIT;
    request.body_case = body_case;
    request.issue = body; // any member of the union
    request.hall =
        body_case != HALLQ__REQUEST__BODY_BACKUP && body_case != HALLQ__REQUEST__BODY_ACCEPT_CLOCK;
    terminal_send(t, &request);
    return terminal_recv(t, RIG_WAIT_MS);
}

static Hallq__Reply *snapshot(struct terminal *t) {
    Hallq__GetSnapshot body = HALLQ__GET_SNAPSHOT__INIT;
    return ask(t, HALLQ__REQUEST__BODY_GET_SNAPSHOT, &body);
}

static Hallq__Reply *sign_on(struct terminal *t, const char *pin) {
    Hallq__SignOn body = HALLQ__SIGN_ON__INIT;
    body.staff = 7;
    body.counter = 1;
    body.pin = (char *)(uintptr_t)pin;
    return ask(t, HALLQ__REQUEST__BODY_SIGN_ON, &body);
}

static void pin_set(struct hall_rig *r) {
    Hallq__SetPin body = HALLQ__SET_PIN__INIT;
    body.staff = 7;
    body.pin = (char *)(uintptr_t) "2468";
    assert_int_equal(reason_of(ask(&r->admin, HALLQ__REQUEST__BODY_SET_PIN, &body)), 0);
}

#define assert_refused(reply, REASON)                                                              \
    assert_int_equal(reason_of(reply), HALLQ__REFUSAL__REASON__##REASON)
#define assert_done(reply) assert_int_equal((reply)->body_case, HALLQ__REPLY__BODY_DONE)

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
    checkpoint.rig = r;
    uint64_t replies = 0, messages = 0;
    for (int tries = 0; tries < 1000 && !checkpoint.items; tries++) { // until both meet in a turn
        replies = r->broker->doors.router.out_count;
        messages = r->broker->doors.feeds[FEED_PUBLIC].out_count;
        terminal_send(&r->admin, &report);
        issue_send(&r->kiosk, 1);
        assert_done(terminal_recv(&r->kiosk, RIG_WAIT_MS));
        assert_non_null(terminal_recv(&r->admin, RIG_WAIT_MS));
    }
    assert_int_equal(checkpoint.items, 2);
    assert_int_equal(checkpoint.replies, replies + 1);
    assert_true(checkpoint.messages > messages);
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
        usleep(10000); // let them arrive together; apart it is tried again
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
    usleep(1500 * STORE_IDLE_MS);
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

static void turn__refuses_writes_on_a_full_disk_reads_on_and_recovers(void **state) {
    struct hall_rig *r = *state;
    Hallq__Reply *before = issue(&r->kiosk, 1);
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
    for (int i = 0; i < 100 && (!reply || reason_of(reply)); i++) {
        usleep(50000);
        reply = issue(&r->kiosk, 1);
    }
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
    for (int i = 0; i < 100 && (!reply || reason_of(reply)); i++) {
        usleep(50000);
        reply = issue(&r->kiosk, 1);
    }
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
    for (size_t i = 0; i < 6; i++)
        issue_send(&r->kiosk, services[i]);
    usleep(5000); // let them arrive together; apart they come to the same
    for (size_t i = 0; i < 6; i++)
        replies[i] = terminal_recv(&r->kiosk, RIG_WAIT_MS);
    assert_string_equal(replies[0]->done->ticket->number, "A001");
    assert_refused(replies[1], INTERNAL);
    assert_string_equal(replies[2]->done->ticket->number, "A002");
    assert_refused(replies[3], NO_SERVICE);
    assert_refused(replies[4], INTERNAL);
    assert_string_equal(replies[5]->done->ticket->number, "A003");
    assert_int_equal(replies[5]->seq, replies[0]->seq + 2);
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
