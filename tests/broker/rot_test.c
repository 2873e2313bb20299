// rot_test.c - a whole broker whose stored rows rot while it runs, or say what nobody can read: it
// goes on with all the others.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/wire/wire.h"
#include "broker/after/publish.h"
#include "tests/broker/rot.h"
#include "tests/settings/small_hall.h"

#define HOUR_MS (3600 * INT64_C(1000))

static void ten_hours_later(struct hall_rig *r) {
    r->broker->time.wallclock.start_at_ms += 10 * HOUR_MS;
    clock_accept(&r->broker->time.clock, wallclock_wall_ms(&r->broker->time.wallclock),
                 wallclock_mono_ms(&r->broker->time.wallclock));
}

static bool closed(struct hall_rig *r) {
    return reason_of(issue(&r->kiosk, 1)) == HALLQ__REFUSAL__REASON__SERVICE_CLOSED;
}

static int32_t day_of(struct hall_rig *r) {
    Hallq__GetSnapshot body = HALLQ__GET_SNAPSHOT__INIT;
    return ask(&r->admin, HALLQ__REQUEST__BODY_GET_SNAPSHOT, &body, 1)->snapshot->day;
}

#define assert_issued(r) assert_int_equal(reason_of(issue(&(r)->kiosk, 1)), 0)

// ---------------------------------------------------------------- what is due

static const struct due_key stray = {
    .at_ms = 1, .hall = 77, .kind = HALLQ__DUE_ROW__KIND__NO_SHOW, .subject = 1};

static struct key stray_key(void) {
    return key_due(stray.at_ms, stray.hall, stray.kind, stray.subject);
}

static void due__goes_on_past_a_row_that_is_rotten(void **state) {
    struct hall_rig *r = *state;
    row_write(r, TABLE_DUE, stray_key(), "", 0);
    rot_row(TABLE_DUE, stray_key());
    uint64_t undone = r->broker->counters.turns_undone;
    for (int i = 0; i < 10; i++)
        assert_issued(r);
    assert_int_equal(r->broker->counters.turns_undone, undone);
    assert_int_equal(due_rows_failing(&r->broker->turn.due), 1);
    ten_hours_later(r);
    RIG_WAIT(r, closed(r));
    assert_true(closed(r));
}

static void due__goes_on_past_a_row_that_fails_and_tries_it_again(void **state) {
    struct hall_rig *r = *state;
    row_write(r, TABLE_DUE, stray_key(), "", 0); // of a hall that is not
    assert_issued(r);
    RIG_WAIT(r, due_rows_failing(&r->broker->turn.due));
    uint64_t undone = r->broker->counters.turns_undone;
    for (int i = 0; i < 10; i++)
        assert_issued(r);
    assert_int_equal(r->broker->counters.turns_undone, undone);
    assert_int_equal(due_rows_failing(&r->broker->turn.due), 1);
    ten_hours_later(r);
    RIG_WAIT(r, closed(r));
    assert_true(closed(r));
    r->broker->turn.due.again_ms = 0;
    RIG_WAIT(r, r->broker->counters.turns_undone > undone);
    assert_true(r->broker->counters.turns_undone > undone);
    assert_int_equal(due_rows_failing(&r->broker->turn.due), 1);
}

// A hall's row names the time of its hours; another row of them is nobody's, and would be done again
// and again.
static void due__goes_on_past_a_row_that_its_rule_does_not_take_away(void **state) {
    struct hall_rig *r = *state;
    static const Hallq__DueRow__Kind kinds[] = {HALLQ__DUE_ROW__KIND__HOURS,
                                                HALLQ__DUE_ROW__KIND__DAY_ROLL};
    int32_t day = day_of(r);
    for (size_t i = 0; i < 2; i++)
        row_write(r, TABLE_DUE, key_due(1, 1, kinds[i], 0), "", 0);
    assert_issued(r);
    RIG_WAIT(r, due_rows_failing(&r->broker->turn.due) == 2);
    assert_int_equal(due_rows_failing(&r->broker->turn.due), 2);
    uint64_t seq = halls_seq(&r->broker->halls, 1);
    for (int i = 0; i < 10; i++)
        assert_issued(r);
    assert_int_equal(halls_seq(&r->broker->halls, 1), seq + 10);
    assert_int_equal(day_of(r), day);
}

static void due__goes_on_past_keys_that_are_no_due_rows(void **state) {
    struct hall_rig *r = *state;
    row_write(r, TABLE_DUE, key_counter(0, 1), "", 0);
    row_write(r, TABLE_COUNTER, key_hall(1), "", 0);
    assert_issued(r);
    assert_int_equal(due_rows_failing(&r->broker->turn.due), 1);
    sign_on(r);
    ten_hours_later(r);
    RIG_WAIT(r, closed(r));
    assert_true(closed(r));
}

static void due__goes_on_past_a_chore_that_goes_on_nowhere(void **state) {
    struct hall_rig *r = *state;
    struct arena arena;
    Hallq__DueRow row = HALLQ__DUE_ROW__INIT;
    uint8_t bytes[200] = {0};
    arena_init(&arena, 0);
    for (size_t i = 0; i < 2; i++) {
        row.from_key = (ProtobufCBinaryData){i ? sizeof bytes : 2, bytes};
        struct wire_packed packed = wire_pack_in(&row, &arena);
        row_write(r, TABLE_DUE,
                  key_due(1, 1, HALLQ__DUE_ROW__KIND__FORGET_TICKETS + (Hallq__DueRow__Kind)i, 0),
                  packed.data, packed.size);
    }
    assert_issued(r);
    RIG_WAIT(r, due_rows_failing(&r->broker->turn.due) == 2);
    assert_int_equal(due_rows_failing(&r->broker->turn.due), 2);
    assert_issued(r);
    arena_fini(&arena);
}

static void due__pauses_when_many_rows_fail(void **state) {
    struct hall_rig *r = *state;
    for (uint64_t i = 0; i < DUE_PASSED_MAX + 5; i++)
        row_write(r, TABLE_DUE, key_due(1, 77, HALLQ__DUE_ROW__KIND__NO_SHOW, i), "", 0);
    assert_issued(r);
    RIG_WAIT(r, r->broker->turn.due.paused);
    assert_true(r->broker->turn.due.paused);
    uint64_t undone = r->broker->counters.turns_undone;
    for (int i = 0; i < 10; i++)
        assert_issued(r);
    assert_int_equal(r->broker->counters.turns_undone, undone);
}

// Not a row's fault: nothing of the table can be read.
static void due__that_cannot_be_read_at_all_keeps_nobody_waiting(void **state) {
    struct hall_rig *r = *state;
    row_write(r, TABLE_DUE, stray_key(), "", 0);
    rot = (struct rot){.whole_table = true, .table = TABLE_DUE, .err = ERR_NO_MEMORY};
    for (int i = 0; i < 10; i++)
        assert_issued(r);
    assert_true(r->broker->turn.due.paused);
    uint64_t undone = r->broker->counters.turns_undone;
    assert_issued(r);
    assert_int_equal(r->broker->counters.turns_undone, undone);
    rot.err = ERR_OK;
    r->broker->turn.due.again_ms = 0;
    ten_hours_later(r);
    RIG_WAIT(r, closed(r));
    assert_true(closed(r));
}

// ---------------------------------------------------------------- who is heard, who may connect

static const struct lease *lease_of(const struct hall_rig *r, uint32_t counter) {
    const struct leases *l = &r->broker->leases;
    for (size_t i = 0; i < l->count; i++)
        if (l->list[i].counter == counter)
            return &l->list[i];
    return NULL;
}

static void sign_off(struct hall_rig *r) {
    Hallq__SignOff off = HALLQ__SIGN_OFF__INIT;
    assert_int_equal(reason_of(ask(&r->counter, HALLQ__REQUEST__BODY_SIGN_OFF, &off, 1)), 0);
}

static void leases__keep_what_they_had_for_a_row_that_is_rotten(void **state) {
    struct hall_rig *r = *state;
    Hallq__CounterRow row = HALLQ__COUNTER_ROW__INIT;
    struct arena arena;
    arena_init(&arena, 0);
    row.device = 9;
    struct wire_packed packed = wire_pack_in(&row, &arena);
    row_write(r, TABLE_COUNTER, key_counter(1, 2), packed.data, packed.size);
    sign_on(r);
    assert_int_equal(r->broker->leases.count, 2);
    int64_t since_ms = lease_of(r, 2)->since_ms;
    rot_row(TABLE_COUNTER, key_counter(1, 2));
    sign_off(r);
    assert_int_equal(r->broker->leases.count, 1);
    assert_int_equal(lease_of(r, 2)->device, 9);
    assert_int_equal(lease_of(r, 2)->since_ms, since_ms);
    assert_issued(r);
    arena_fini(&arena);
}

static void leases__pass_over_a_row_that_nobody_can_read(void **state) {
    struct hall_rig *r = *state;
    row_write(r, TABLE_COUNTER, key_counter(1, 2), "\xff\xff\xff", 3);
    sign_on(r);
    assert_int_equal(r->broker->leases.count, 1);
    assert_int_equal(lease_of(r, 1)->device, r->counter.device);
    assert_issued(r);
}

static void device_add(struct hall_rig *r, const char *name, char key) {
    Hallq__AddDevice add = HALLQ__ADD_DEVICE__INIT;
    uint8_t public_key[32] = {1, 2, 3};
    uint32_t halls[] = {1};
    public_key[31] = (uint8_t)key;
    add.name = (char *)(uintptr_t)name;
    add.role = HALLQ__DEVICE__ROLE__KIOSK;
    add.halls = halls;
    add.n_halls = 1;
    add.public_key = (ProtobufCBinaryData){sizeof public_key, public_key};
    assert_int_equal(reason_of(ask(&r->admin, HALLQ__REQUEST__BODY_ADD_DEVICE, &add, 0)), 0);
}

static void devices__keep_what_they_were_when_a_row_is_rotten(void **state) {
    struct hall_rig *r = *state;
    Hallq__RevokeDevice revoke = HALLQ__REVOKE_DEVICE__INIT;
    struct devices *d = &r->broker->devices;
    device_add(r, "admin", 'a'); // which asks
    device_add(r, "first", 'b');
    device_add(r, "second", 'c');
    assert_int_equal(d->count, 3);
    struct device second = d->list[2];
    rot_row(TABLE_DEVICE, key_device(second.device));
    revoke.name = (char *)(uintptr_t) "first";
    assert_int_equal(reason_of(ask(&r->admin, HALLQ__REQUEST__BODY_REVOKE_DEVICE, &revoke, 0)), 0);
    assert_int_equal(d->count, 3);
    assert_true(d->list[1].revoked);
    assert_non_null(devices_by_key(d, second.public_key));
    assert_issued(r);
}

// A row that cannot be read is not a device that is not there.
static void devices__are_listed_by_number_where_a_row_is_rotten(void **state) {
    struct hall_rig *r = *state;
    Hallq__ListDevices body = HALLQ__LIST_DEVICES__INIT;
    device_add(r, "first", 'a');
    device_add(r, "second", 'b');
    device_add(r, "third", 'c');
    struct devices *d = &r->broker->devices;
    rot_row(TABLE_DEVICE, key_device(d->list[1].device));
    row_write(r, TABLE_DEVICE, key_device(900), "\xff\xff\xff", 3);
    Hallq__Reply *reply = ask(&r->admin, HALLQ__REQUEST__BODY_LIST_DEVICES, &body, 0);
    assert_int_equal(reply->body_case, HALLQ__REPLY__BODY_DEVICES);
    const Hallq__DeviceList *list = reply->devices;
    assert_int_equal(list->n_devices, 4);
    assert_string_equal(list->devices[0]->name, "first");
    assert_true(list->devices[1]->unreadable);
    assert_int_equal(list->devices[1]->device, d->list[1].device);
    assert_string_equal(list->devices[2]->name, "third");
    assert_true(list->devices[3]->unreadable);
    assert_int_equal(list->devices[3]->device, 900);
    assert_issued(r);
}

// One that is added or changed is read alone, and found like the others.
static void devices__that_change_are_read_one_by_one(void **state) {
    struct hall_rig *r = *state;
    Hallq__RevokeDevice revoke = HALLQ__REVOKE_DEVICE__INIT;
    struct devices *d = &r->broker->devices;
    char name[] = "d000";
    for (unsigned i = 0; i < 200; i++) { // the list grows on the way
        snprintf(name, sizeof name, "d%03u", i);
        device_add(r, name, (char)(200 - i));
    }
    assert_int_equal(d->count, 200);
    assert_int_equal(d->key_count, 200);
    for (size_t i = 0; i < d->count; i++) {
        assert_int_equal(d->list[i].device, i + 1);
        assert_int_equal(d->list[i].halls[0], 1);
        assert_ptr_equal(devices_by_key(d, d->list[i].public_key), &d->list[i]);
    }
    revoke.name = (char *)(uintptr_t) "d007";
    assert_int_equal(reason_of(ask(&r->admin, HALLQ__REQUEST__BODY_REVOKE_DEVICE, &revoke, 0)), 0);
    assert_true(d->list[7].revoked);
    assert_int_equal(d->key_count, 200);
}

// ---------------------------------------------------------------- no hall holds the others up

static size_t halls_left(const struct halls *h) {
    size_t count = 0;
    for (const struct hall *hall = h->beat_next; hall; hall = SLIST_NEXT(hall, in_all))
        count++;
    return count;
}

static void heartbeats__of_many_halls_go_out_in_portions(void **state) {
    struct hall_rig *r = *state;
    struct halls *h = &r->broker->halls;
    for (uint32_t hall = 2; hall <= LIMIT_HALLS; hall++)
        assert_non_null(halls_need(h, hall));
    h->beat_next = NULL;
    publish_heartbeats(&r->broker->publish);
    size_t first = halls_left(h);
    assert_true(first > 0 && first < h->count);
    publish_heartbeats(&r->broker->publish); // the next second: goes on where it was
    assert_true(halls_left(h) < first);
    RIG_WAIT(r, !h->beat_next); // the loop goes on with them by itself
    assert_int_equal(halls_left(h), 0);
}

static size_t halls_purged(const struct halls *h) {
    size_t count = 0;
    for (const struct hall *hall = SLIST_FIRST(&h->all); hall; hall = SLIST_NEXT(hall, in_all))
        count += hall->purge_upto_day != 0;
    return count;
}

static void hall_make(struct hall_rig *r, uint32_t hall) {
    Hallq__ApplySettings body = HALLQ__APPLY_SETTINGS__INIT;
    body.settings = small_hall(&r->arena);
    body.settings->hall = hall;
    assert_int_equal(reason_of(ask(&r->admin, HALLQ__REQUEST__BODY_APPLY_SETTINGS, &body, hall)),
                     0);
}

static void purges__of_many_halls_are_spread_over_turns(void **state) {
    enum { HALLS = 4 * LIMIT_TURN_PURGES };
    struct hall_rig *r = *state;
    struct halls *h = &r->broker->halls;
    for (uint32_t hall = 2; hall <= HALLS; hall++)
        hall_make(r, hall);
    assert_int_equal(halls_purged(h), 0);
    r->broker->time.wallclock.start_at_ms += 24 * 3600 * INT64_C(1000);
    clock_accept(&r->broker->time.clock, wallclock_wall_ms(&r->broker->time.wallclock),
                 wallclock_mono_ms(&r->broker->time.wallclock));
    size_t before = 0, most = 0;
    for (int i = 0; i < 100000 && before < HALLS; i++) {
        rig_turn(r);
        size_t now = halls_purged(h);
        most = now - before > most ? now - before : most;
        before = now;
    }
    assert_int_equal(before, HALLS);
    assert_in_range(most, 1, LIMIT_TURN_PURGES);
}

static void failure__is_told_once(void **state) {
    struct hall_rig *r = *state;
    rows_forget(r);
    rot_row(TABLE_LINE, key_line(1, HALLQ__LINE__KIND__SERVICE, 1));
    for (int i = 0; i < 3; i++)
        assert_int_equal(reason_of(issue(&r->kiosk, 1)), HALLQ__REFUSAL__REASON__INTERNAL);
    assert_int_equal(r->broker->turn.trouble.failure_next, 1);
    assert_non_null(strstr(r->broker->turn.trouble.failures[0].why, "table line"));
}

// ---------------------------------------------------------------- customer data

static void purge__that_cannot_destroy_a_key_is_tried_again_over_starts(void **state) {
    struct hall_rig *r = *state;
    Hallq__Purge body = HALLQ__PURGE__INIT;
    char path[256];
    int32_t day = day_of(r);
    assert_int_equal(seal_prepare(r->broker->seals, 1, day - 3), ERR_OK);
    assert_int_equal(seal_prepare(r->broker->seals, 1, day - 2), ERR_OK);
    snprintf(path, sizeof path, "%s/keys/0000000001-%07d.key", r->data, day - 3);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0700), 0); // what no unlink takes away
    body.upto_day = day - 1;
    assert_int_equal(reason_of(ask(&r->admin, HALLQ__REQUEST__BODY_PURGE, &body, 1)), 0);
    assert_int_equal(r->broker->purges.failing, 1);
    assert_int_equal(seal_key_count(r->broker->seals), 1);
    assert_int_equal(seal_prepare(r->broker->seals, 1, day - 3), ERR_CLOSED);
    assert_issued(r);
    rig_stop(r);
    assert_int_equal(rig_start(r), 0);
    assert_int_equal(r->broker->purges.failing, 1);
    assert_int_equal(rmdir(path), 0);
    r->broker->purges.again_ms = 0;
    RIG_WAIT(r, !r->broker->purges.failing);
    assert_int_equal(r->broker->purges.failing, 0);
    assert_int_equal(seal_key_count(r->broker->seals), 1); // today's: a ticket's codes are of it
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rot_setup, rot_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
