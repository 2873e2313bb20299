// rot_hall_test.c - one row of a hall cannot be read: the hall goes on with all the others, a command
// that needs just that row is refused, and the row is counted.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/wire/wire.h"
#include "broker/after/unread.h"
#include "broker/door/metrics.h"
#include "broker/metrics_page.h"
#include "tests/broker/rot.h"
#include "tests/settings/small_hall.h"

#define SERVICE HALLQ__LINE__KIND__SERVICE

// A command of the counter's terminal without parameters.
#define plain(r, CASE, Type)                                                                       \
    ask(&(r)->counter, HALLQ__REQUEST__BODY_##CASE, &(Hallq__##Type)HALLQ__##CASE##__INIT, 1)

#define assert_plain(r, CASE, Type) assert_int_equal(reason_of(plain(r, CASE, Type)), 0)

static const char *issued(struct hall_rig *r, uint32_t service) {
    Hallq__Reply *reply = issue(&r->kiosk, service);
    assert_int_equal(reason_of(reply), 0);
    return reply->done->ticket->number;
}

static void opened(struct hall_rig *r) {
    sign_on(r);
    assert_plain(r, COUNTER_OPEN, CounterOpen);
}

// The number of whoever is called next.
static const char *called(struct hall_rig *r) {
    Hallq__Reply *reply = plain(r, CALL_NEXT, CallNext);
    assert_int_equal(reason_of(reply), 0);
    return reply->done->ticket->number;
}

static struct key entry_key(struct hall_rig *r, uint64_t ticket) {
    struct store *store = r->broker->store;
    struct tables *t = store_tables(store);
    struct arena arena;
    struct bytes value;
    struct key key = key_ticket(1, ticket);
    arena_init(&arena, 0);
    assert_int_equal(store_begin(store), ERR_OK);
    assert_int_equal(t->get(t, TABLE_TICKET, key_bytes(&key), &value), ERR_OK);
    Hallq__TicketRow *row =
        wire_unpack_stored(&hallq__ticket_row__descriptor, &arena, value.data, value.size);
    key = key_queue(1, row->line->kind, row->line->id, row->rank_ms, ticket);
    store_abort(store);
    arena_fini(&arena);
    return key;
}

static void rots(struct hall_rig *r, enum table table, struct key key) {
    rows_forget(r);
    rot_row(table, key);
}

static bool counted(struct hall_rig *r, enum table table) {
    return store_tables(r->broker->store)->unread.counts[table] > 0 &&
           store_tables(r->broker->store)->unread.halls[table] == 1;
}

static Hallq__Snapshot *snapshot(struct hall_rig *r) {
    Hallq__GetSnapshot body = HALLQ__GET_SNAPSHOT__INIT;
    Hallq__Reply *reply = ask(&r->admin, HALLQ__REQUEST__BODY_GET_SNAPSHOT, &body, 1);
    assert_int_equal(reason_of(reply), 0);
    return reply->snapshot;
}

// ---------------------------------------------------------------- lines

static void line__calls_past_an_entry_that_is_rotten(void **state) {
    struct hall_rig *r = *state;
    opened(r);
    issued(r, 1);
    issued(r, 1);
    rots(r, TABLE_QUEUE, entry_key(r, 1));
    assert_string_equal(called(r), "A002");
    assert_true(counted(r, TABLE_QUEUE));
    assert_string_equal(issued(r, 1), "A003");
}

static void line__calls_past_a_ticket_that_is_rotten(void **state) {
    struct hall_rig *r = *state;
    opened(r);
    for (int i = 0; i < 3; i++)
        issued(r, 1);
    rots(r, TABLE_TICKET, key_ticket(1, 1));
    assert_string_equal(called(r), "A002");
    assert_true(counted(r, TABLE_TICKET));
    assert_plain(r, START, Start);
    assert_plain(r, FINISH, Finish);
    assert_string_equal(called(r), "A003");
}

static void line__has_nobody_waiting_whose_ticket_can_be_read(void **state) {
    struct hall_rig *r = *state;
    opened(r);
    issued(r, 1);
    rots(r, TABLE_TICKET, key_ticket(1, 1));
    assert_int_equal(reason_of(plain(r, CALL_NEXT, CallNext)),
                     HALLQ__REFUSAL__REASON__NOTHING_WAITING);
}

static void line__that_is_rotten_keeps_no_other_waiting(void **state) {
    struct hall_rig *r = *state;
    opened(r);
    issued(r, 1);
    issued(r, 2);
    rots(r, TABLE_LINE, key_line(1, SERVICE, 1));
    assert_string_equal(called(r), "B001");
    assert_int_equal(reason_of(issue(&r->kiosk, 1)), HALLQ__REFUSAL__REASON__INTERNAL);
    assert_string_equal(issued(r, 2), "B002");
    assert_plain(r, START, Start);
    assert_plain(r, FINISH, Finish);
    assert_plain(r, SIGN_OFF, SignOff);
}

static void number__that_is_rotten_is_passed_over(void **state) {
    struct hall_rig *r = *state;
    issued(r, 1);
    row_write(r, TABLE_NUMBER, key_number(1, "A", 1, 2), "", 0);
    rots(r, TABLE_NUMBER, key_number(1, "A", 1, 2));
    assert_string_equal(issued(r, 1), "A003");
    assert_true(counted(r, TABLE_NUMBER));
}

// ---------------------------------------------------------------- counters and people

static void counter__that_is_rotten_stops_no_other(void **state) {
    struct hall_rig *r = *state;
    rots(r, TABLE_COUNTER, key_counter(1, 2));
    opened(r);
    issued(r, 1);
    assert_string_equal(called(r), "A001");
    assert_int_equal(snapshot(r)->n_counters, 2);
    assert_true(counted(r, TABLE_COUNTER));
}

static void counter__that_is_rotten_lets_its_clerk_go_to_another(void **state) {
    struct hall_rig *r = *state;
    Hallq__SignOn on = HALLQ__SIGN_ON__INIT;
    opened(r);
    issued(r, 1);
    rots(r, TABLE_COUNTER, key_counter(1, 1));
    assert_int_equal(reason_of(plain(r, CALL_NEXT, CallNext)), HALLQ__REFUSAL__REASON__INTERNAL);
    on.staff = 7;
    on.pin = (char *)(uintptr_t) "2468";
    on.counter = 2;
    assert_int_equal(reason_of(ask(&r->counter, HALLQ__REQUEST__BODY_SIGN_ON, &on, 1)), 0);
    assert_plain(r, COUNTER_OPEN, CounterOpen);
    assert_string_equal(called(r), "A001");
}

static Hallq__Refusal__Reason apply_without(struct hall_rig *r, size_t counters) {
    Hallq__ApplySettings body = HALLQ__APPLY_SETTINGS__INIT;
    body.settings = small_hall(&r->arena);
    body.settings->n_counters = counters;
    return reason_of(ask(&r->admin, HALLQ__REQUEST__BODY_APPLY_SETTINGS, &body, 1));
}

static void counter__that_is_rotten_is_made_anew_by_settings_without_it(void **state) {
    struct hall_rig *r = *state;
    rots(r, TABLE_COUNTER, key_counter(1, 2));
    rot.until_written = true;
    assert_int_equal(apply_without(r, 1), 0);
    assert_int_equal(rot.err, ERR_CORRUPT);
    assert_int_equal(apply_without(r, 2), 0);
    assert_int_equal(rot.err, ERR_OK);
    assert_int_equal(snapshot(r)->n_counters, 2);
}

static void sign_on__that_is_rotten_is_made_anew(void **state) {
    struct hall_rig *r = *state;
    opened(r);
    issued(r, 1);
    rots(r, TABLE_SIGN_ON, key_sign_on(1, r->counter.device));
    assert_int_equal(reason_of(plain(r, CALL_NEXT, CallNext)),
                     HALLQ__REFUSAL__REASON__NOT_SIGNED_ON);
    assert_int_equal(snapshot(r)->n_people, 0);
    rot.until_written = true;
    opened(r);
    assert_int_equal(rot.err, ERR_OK);
    assert_string_equal(called(r), "A001");
}

// ---------------------------------------------------------------- what screens begin with

static void snapshot__leaves_out_what_cannot_be_read(void **state) {
    struct hall_rig *r = *state;
    static const enum table tables[] = {TABLE_LINE,    TABLE_COUNTER, TABLE_SIGN_ON,
                                        TABLE_CALL,    TABLE_TICKET,  TABLE_QUEUE,
                                        TABLE_REQUEST, TABLE_NUMBER,  TABLE_JOURNAL};
    opened(r);
    issued(r, 1);
    issued(r, 1);
    called(r);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        rows_forget(r);
        rot = (struct rot){.whole_table = true, .table = tables[i], .err = ERR_CORRUPT};
        Hallq__Snapshot *shown = snapshot(r);
        assert_int_equal(shown->n_lines, 2);
        assert_int_equal(shown->n_counters, 2);
        assert_int_equal(shown->waits->n_lines, 2);
        assert_int_equal(shown->n_calls, tables[i] != TABLE_CALL);
    }
}

static void journal__sends_a_follower_to_a_snapshot(void **state) {
    struct hall_rig *r = *state;
    Hallq__GetEvents body = HALLQ__GET_EVENTS__INIT;
    issued(r, 1);
    uint64_t seq = halls_seq(&r->broker->halls, 1);
    issued(r, 1);
    issued(r, 1);
    rot_row(TABLE_JOURNAL, key_journal(1, seq + 1));
    Hallq__Reply *reply = ask(&r->admin, HALLQ__REQUEST__BODY_GET_EVENTS, &body, 1);
    assert_int_equal(reason_of(reply), 0);
    assert_int_equal(reply->batches->batches[0]->upto, seq);
    assert_true(reply->batches->more);
    body.after = seq;
    reply = ask(&r->admin, HALLQ__REQUEST__BODY_GET_EVENTS, &body, 1);
    assert_int_equal(reason_of(reply), HALLQ__REFUSAL__REASON__TOO_OLD);
    body.after = seq + 1;
    reply = ask(&r->admin, HALLQ__REQUEST__BODY_GET_EVENTS, &body, 1);
    assert_int_equal(reason_of(reply), 0);
    assert_int_equal(reply->batches->batches[0]->n_events, 1);
}

static void reads__on_a_worker_pass_over_it_and_count_it(void **state) {
    struct hall_rig *r = *state;
    Hallq__GetReport report = HALLQ__GET_REPORT__INIT;
    Hallq__GetJournal journal = HALLQ__GET_JOURNAL__INIT;
    for (int i = 0; i < 3; i++)
        issued(r, 1);
    rot_row(TABLE_TICKET, key_ticket(1, 2));
    Hallq__Reply *reply = ask(&r->admin, HALLQ__REQUEST__BODY_GET_REPORT, &report, 1);
    assert_int_equal(reason_of(reply), 0);
    assert_int_equal(reply->report->services[0]->issued, 2);
    assert_true(r->broker->work.unread.counts[TABLE_TICKET] > 0);
    rot_row(TABLE_JOURNAL, key_journal(1, 3));
    reply = ask(&r->admin, HALLQ__REQUEST__BODY_GET_JOURNAL, &journal, 1);
    assert_int_equal(reason_of(reply), 0);
    assert_int_equal(reply->journal->n_entries, halls_seq(&r->broker->halls, 1) - 1);
    assert_true(r->broker->work.unread.counts[TABLE_JOURNAL] > 0);
}

// ---------------------------------------------------------------- settings, the day, the operator

static void settings__that_are_rotten_are_applied_anew(void **state) {
    struct hall_rig *r = *state;
    opened(r);
    issued(r, 1);
    rots(r, TABLE_SETTINGS, key_hall(1));
    assert_int_equal(reason_of(issue(&r->kiosk, 1)), HALLQ__REFUSAL__REASON__INTERNAL);
    uint64_t undone = r->broker->counters.turns_undone;
    rot.until_written = true;
    assert_int_equal(apply_without(r, 2), 0);
    assert_int_equal(rot.err, ERR_OK);
    assert_int_equal(r->broker->counters.turns_undone, undone);
    rows_forget(r);
    assert_string_equal(issued(r, 1), "A002");
    assert_string_equal(called(r), "A001");
}

static void settings__that_are_rotten_let_nobody_be_left_behind(void **state) {
    struct hall_rig *r = *state;
    Hallq__ApplySettings body = HALLQ__APPLY_SETTINGS__INIT;
    issued(r, 2);
    rots(r, TABLE_SETTINGS, key_hall(1));
    body.settings = small_hall(&r->arena);
    body.settings->n_services = 1;
    for (size_t i = 0; i < 2; i++)
        body.settings->counters[i]->n_services = 1;
    assert_int_equal(reason_of(ask(&r->admin, HALLQ__REQUEST__BODY_APPLY_SETTINGS, &body, 1)),
                     HALLQ__REFUSAL__REASON__PEOPLE_WAITING);
}

static void day__rolls_past_rows_that_are_rotten(void **state) {
    static const enum table tables[] = {TABLE_TICKET, TABLE_COUNTER, TABLE_LINE, TABLE_QUEUE};
    struct hall_rig *r = *state;
    struct key keys[] = {key_ticket(1, 1), key_counter(1, 2), key_line(1, SERVICE, 2),
                         key_ticket(1, 1)};
    issued(r, 1);
    issued(r, 1);
    keys[3] = entry_key(r, 1);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        int32_t day = snapshot(r)->day;
        rots(r, tables[i], keys[i]);
        r->broker->time.wallclock.start_at_ms += 24 * 3600 * INT64_C(1000);
        clock_accept(&r->broker->time.clock, wallclock_wall_ms(&r->broker->time.wallclock),
                     wallclock_mono_ms(&r->broker->time.wallclock));
        RIG_WAIT(r, r->broker->turn.due.at_ms > r->broker->turn.parts.now_ms &&
                        snapshot(r)->day > day);
        assert_int_equal(snapshot(r)->day, day + 1);
        assert_int_equal(due_rows_failing(&r->broker->turn.due), 0);
    }
}

static void device__is_revoked_past_one_that_is_rotten(void **state) {
    struct hall_rig *r = *state;
    Hallq__RevokeDevice revoke = HALLQ__REVOKE_DEVICE__INIT;
    static const char *const names[] = {"admin", "first", "second"};
    for (size_t i = 0; i < 3; i++) {
        Hallq__AddDevice add = HALLQ__ADD_DEVICE__INIT;
        uint8_t public_key[32] = {(uint8_t)(i + 1)};
        uint32_t hall = 1;
        add.halls = &hall;
        add.n_halls = 1;
        add.name = (char *)(uintptr_t)names[i];
        add.role = HALLQ__DEVICE__ROLE__KIOSK;
        add.public_key = (ProtobufCBinaryData){sizeof public_key, public_key};
        assert_int_equal(reason_of(ask(&r->admin, HALLQ__REQUEST__BODY_ADD_DEVICE, &add, 0)), 0);
    }
    rot_row(TABLE_DEVICE, key_device(2));
    revoke.name = (char *)(uintptr_t) "second";
    assert_int_equal(reason_of(ask(&r->admin, HALLQ__REQUEST__BODY_REVOKE_DEVICE, &revoke, 0)), 0);
    assert_true(r->broker->devices.list[2].revoked);
    revoke.name = (char *)(uintptr_t) "first"; // whether there is one, nobody knows
    assert_int_equal(reason_of(ask(&r->admin, HALLQ__REQUEST__BODY_REVOKE_DEVICE, &revoke, 0)),
                     HALLQ__REFUSAL__REASON__INTERNAL);
}

static void operator__is_told_what_was_passed_over(void **state) {
    struct hall_rig *r = *state;
    char *page = malloc(METRICS_PAGE_SIZE);
    opened(r);
    issued(r, 1);
    issued(r, 1);
    rots(r, TABLE_QUEUE, entry_key(r, 1));
    called(r);
    uint64_t total = unread_total(&r->broker->unread);
    assert_true(total > 0);
    RIG_WAIT(r, r->broker->unread.said[TABLE_QUEUE]);
    assert_true(r->broker->unread.said[TABLE_QUEUE] > 0);
    page[metrics_page_write(r->broker, page)] = 0;
    assert_non_null(strstr(page, "\nhallq_rows_unreadable_total "));
    assert_null(strstr(page, "\nhallq_rows_unreadable_total 0\n"));
    free(page);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rot_setup, rot_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
