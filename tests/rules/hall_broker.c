// The broker's own affairs, hall 0: the keys of devices, and the clock.
#include "tests/rules/hall.h"

#include "base/refusal.h"

static uint8_t keys[5][32] = {{1}, {2}, {3}, {4}, {5}};
static uint32_t one_hall[] = {HALL};

static ProtobufCBinaryData key_of(size_t i) {
    return (ProtobufCBinaryData){32, keys[i]};
}

static Hallq__Request *broker_request(struct fixture *f, Hallq__Request__BodyCase body_case) {
    Hallq__Request *r = request_new(f, body_case);
    r->hall = 0;
    return r;
}

static Hallq__Request *add(struct fixture *f, const char *name, size_t key) {
    Hallq__Request *r = broker_request(f, HALLQ__REQUEST__BODY_ADD_DEVICE);
    r->add_device->name = text_of(f, name);
    r->add_device->role = HALLQ__DEVICE__ROLE__COUNTER;
    r->add_device->halls = one_hall;
    r->add_device->n_halls = 1;
    r->add_device->public_key = key_of(key);
    return r;
}

static Hallq__Request *revoke(struct fixture *f, const char *name) {
    Hallq__Request *r = broker_request(f, HALLQ__REQUEST__BODY_REVOKE_DEVICE);
    r->revoke_device->name = text_of(f, name);
    return r;
}

static Hallq__Request *rekey(struct fixture *f, const char *name, size_t key) {
    Hallq__Request *r = broker_request(f, HALLQ__REQUEST__BODY_REKEY_DEVICE);
    r->rekey_device->name = text_of(f, name);
    r->rekey_device->public_key = key_of(key);
    return r;
}

static Hallq__DeviceRow *by_key(struct fixture *f, size_t key) {
    Hallq__DeviceRow *row;
    int err = device_by_key(&f->state, keys[key], &row);
    assert_true(err == ERR_OK || err == ERR_NOT_FOUND);
    return row;
}

static void a_device__gets_the_next_number(void **state) {
    struct fixture *f = *state;
    uint32_t halls[] = {HALL, 7};
    Hallq__Request *r = add(f, "counter-1", 0);
    r->add_device->halls = halls;
    r->add_device->n_halls = 2;
    r->add_device->counter = 1;
    assert_done(f, DEVICE_ADMIN, r);
    assert_int_equal(f->decision.done->device, 1);
    assert_done(f, DEVICE_ADMIN, add(f, "counter-2", 1));
    assert_int_equal(f->decision.done->device, 2);
    assert_int_equal(by_key(f, 0)->device, 1);
    assert_int_equal(by_key(f, 0)->halls[1], 7);
    assert_int_equal(by_key(f, 0)->counter, 1);
}

static void a_device__is_refused_with_the_field_that_is_wrong(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = add(f, "Counter 1", 0);
    assert_refused(f, DEVICE_ADMIN, r, BAD_MESSAGE);
    assert_string_equal(f->decision.refusal.detail, "name");
    r = add(f, "counter-1", 0);
    r->add_device->role = HALLQ__DEVICE__ROLE__NO_ROLE;
    assert_refused(f, DEVICE_ADMIN, r, BAD_MESSAGE);
    assert_string_equal(f->decision.refusal.detail, "role");
    r = add(f, "kiosk-1", 0);
    r->add_device->role = HALLQ__DEVICE__ROLE__KIOSK;
    r->add_device->counter = 1;
    assert_refused(f, DEVICE_ADMIN, r, BAD_MESSAGE);
    assert_string_equal(f->decision.refusal.detail, "counter");
    r = add(f, "counter-1", 0);
    r->add_device->public_key.len = 31;
    assert_refused(f, DEVICE_ADMIN, r, BAD_MESSAGE);
    r = add(f, "counter-1", 0);
    r->hall = HALL;
    assert_refused(f, DEVICE_ADMIN, r, BAD_MESSAGE);
    assert_refused(f, DEVICE_MANAGER, add(f, "counter-1", 0), NOT_ALLOWED);
}

static void a_name_and_a_key__are_one_devices(void **state) {
    struct fixture *f = *state;
    assert_done(f, DEVICE_ADMIN, add(f, "counter-1", 0));
    assert_refused(f, DEVICE_ADMIN, add(f, "counter-1", 1), ALREADY);
    assert_refused(f, DEVICE_ADMIN, add(f, "counter-2", 0), ALREADY);
}

static void a_revoked_key__stays_known_and_frees_the_name(void **state) {
    struct fixture *f = *state;
    assert_done(f, DEVICE_ADMIN, add(f, "counter-1", 0));
    assert_refused(f, DEVICE_ADMIN, revoke(f, "counter-9"), NO_DEVICE);
    assert_done(f, DEVICE_ADMIN, revoke(f, "counter-1"));
    assert_refused(f, DEVICE_ADMIN, revoke(f, "counter-1"), ALREADY);
    assert_true(by_key(f, 0)->revoked);
    assert_refused(f, DEVICE_ADMIN, rekey(f, "counter-1", 1), KEY_REVOKED);
    assert_refused(f, DEVICE_ADMIN, add(f, "counter-1", 0), ALREADY);
    assert_done(f, DEVICE_ADMIN, add(f, "counter-1", 1));
    assert_int_equal(by_key(f, 1)->device, 2);
    assert_done(f, DEVICE_ADMIN, revoke(f, "counter-1"));
    assert_true(by_key(f, 1)->revoked);
}

static void the_administrator__cannot_revoke_the_key_in_use(void **state) {
    struct fixture *f = *state;
    struct asker asker = asker_of(f, DEVICE_ADMIN);
    assert_done(f, DEVICE_ADMIN, add(f, "admin", 0));
    asker.device = 1;
    assert_refused_as(f, asker, revoke(f, "admin"), NOT_ALLOWED);
}

static void a_new_key__replaces_the_old_one(void **state) {
    struct fixture *f = *state;
    assert_done(f, DEVICE_ADMIN, add(f, "counter-1", 0));
    assert_done(f, DEVICE_ADMIN, add(f, "counter-2", 1));
    assert_refused(f, DEVICE_ADMIN, rekey(f, "counter-1", 1), ALREADY);
    assert_done(f, DEVICE_ADMIN, rekey(f, "counter-1", 2));
    assert_null(by_key(f, 0));
    assert_int_equal(by_key(f, 2)->device, 1);
}

static void rekey_for(struct fixture *f, size_t key, uint32_t overlap_s) {
    Hallq__Request *r = rekey(f, "counter-1", key);
    r->rekey_device->overlap_s = overlap_s;
    assert_done(f, DEVICE_ADMIN, r);
}

static void two_keys__are_one_devices_for_a_while(void **state) {
    struct fixture *f = *state;
    assert_done(f, DEVICE_ADMIN, add(f, "counter-1", 0));
    assert_done(f, DEVICE_ADMIN, add(f, "counter-2", 1));
    rekey_for(f, 2, 3600);
    assert_int_equal(EVENT_OF(f, DEVICE_REKEYED, DeviceRekeyed)->previous_until_ms,
                     f->now_ms + 3600 * 1000);
    Hallq__DeviceRow *row = by_key(f, 0);
    assert_int_equal(row->device, 1);
    assert_int_equal(by_key(f, 2)->device, 1);
    assert_memory_equal(row->public_key.data, keys[2], 32);
    assert_memory_equal(row->previous_key.data, keys[0], 32);
    assert_int_equal(row->previous_until_ms, f->now_ms + 3600 * 1000);
    assert_refused(f, DEVICE_ADMIN, rekey(f, "counter-2", 0), ALREADY); // not another's meanwhile
    rekey_for(f, 3, 60); // the third: the first is nobody's now
    assert_null(by_key(f, 0));
    assert_int_equal(by_key(f, 2)->device, 1);
    assert_int_equal(by_key(f, 3)->device, 1);
    rekey_for(f, 4, 0); // at once
    assert_null(by_key(f, 2));
    assert_null(by_key(f, 3));
    assert_int_equal(by_key(f, 4)->previous_key.len, 0);
    assert_int_equal(by_key(f, 4)->previous_until_ms, 0);
}

static void two_keys__both_end_when_one_is_revoked(void **state) {
    struct fixture *f = *state;
    assert_done(f, DEVICE_ADMIN, add(f, "counter-1", 0));
    rekey_for(f, 2, LIMIT_KEY_OVERLAP_S);
    assert_done(f, DEVICE_ADMIN, revoke(f, "counter-1"));
    assert_true(by_key(f, 0)->revoked);
    assert_true(by_key(f, 2)->revoked);
    assert_refused(f, DEVICE_ADMIN, add(f, "counter-3", 0), ALREADY);
}

static void two_keys__are_for_a_day_at_most(void **state) {
    struct fixture *f = *state;
    assert_done(f, DEVICE_ADMIN, add(f, "counter-1", 0));
    Hallq__Request *r = rekey(f, "counter-1", 2);
    r->rekey_device->overlap_s = LIMIT_KEY_OVERLAP_S + 1;
    assert_refused(f, DEVICE_ADMIN, r, BAD_MESSAGE);
    assert_string_equal(f->decision.refusal.detail, "overlap_s");
}

// What stands in a hall is of halls that are named; a key of all is asked for by name.
static void a_device__of_all_halls_stands_in_none(void **state) {
    struct fixture *f = *state;
    char name[] = "device-0";
    for (int role = HALLQ__DEVICE__ROLE__KIOSK; role <= HALLQ__DEVICE__ROLE__FORWARDER; role++) {
        bool stands = role <= HALLQ__DEVICE__ROLE__GUIDE;
        keys[4][1] = (uint8_t)role;
        name[7] = (char)('0' + role);
        Hallq__Request *r = add(f, name, 4);
        r->add_device->role = (Hallq__Device__Role)role;
        r->add_device->n_halls = 0;
        if (stands)
            assert_refused(f, DEVICE_ADMIN, r, HALLS_MISSING);
        else
            assert_done(f, DEVICE_ADMIN, r);
    }
    keys[4][1] = 0;
}

static void the_list__shows_all_page_by_page(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = broker_request(f, HALLQ__REQUEST__BODY_LIST_DEVICES);
    assert_int_equal(ask_read(f, DEVICE_ADMIN, r)->devices->n_devices, 0);
    assert_done(f, DEVICE_ADMIN, add(f, "counter-1", 0));
    assert_done(f, DEVICE_ADMIN, add(f, "counter-2", 1));
    Hallq__DeviceList *list = ask_read(f, DEVICE_ADMIN, r)->devices;
    assert_int_equal(list->n_devices, 2);
    assert_string_equal(list->devices[1]->name, "counter-2");
    assert_false(list->more);
    r->list_devices->after = 1;
    assert_int_equal(ask_read(f, DEVICE_ADMIN, r)->devices->n_devices, 1);
}

static void the_clock__is_alarmed_once_and_accepted_once(void **state) {
    struct fixture *f = *state;
    struct asker asker = asker_of(f, DEVICE_ADMIN);
    Hallq__Request *r = broker_request(f, HALLQ__REQUEST__BODY_ACCEPT_CLOCK);
    asker.wall_at_ms = MONDAY_1140_MS + 5;
    assert_refused_as(f, asker, r, ALREADY);
    assert_int_equal(decide_clock(&f->state, f->now_ms, true, 4, &f->decision), ERR_OK);
    assert_int_equal(record_apply(&f->state, f->decision.record), ERR_OK);
    assert_int_equal(decide_clock(&f->state, f->now_ms, true, 4, &f->decision), ERR_OK);
    assert_null(f->decision.record);
    assert_done_as(f, asker, r);
    assert_int_equal(EVENT_OF(f, CLOCK_ACCEPTED, ClockAccepted)->wall_at_ms, MONDAY_1140_MS + 5);
    assert_refused_as(f, asker, r, ALREADY);
}

static int hall_cb(void *arg, uint32_t hall) {
    *(uint32_t *)arg = 100 * *(uint32_t *)arg + hall;
    return 0;
}

static void halls__are_those_with_a_row_but_for_the_broker(void **state) {
    struct fixture *f = *state;
    uint32_t seen = 0;
    assert_done(f, DEVICE_ADMIN, add(f, "counter-1", 0)); // hall 0 has a row now
    Hallq__HallSettings *h = settings_copy(f);
    h->hall = 7;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_APPLY_SETTINGS);
    r->hall = 7;
    r->apply_settings->settings = h;
    assert_done(f, DEVICE_ADMIN, r);
    assert_int_equal(halls_each(&f->state, hall_cb, &seen), ERR_OK);
    assert_int_equal(seen, 107);
}

// A key of some halls could else make itself one of all.
static void a_key_of_some_halls__has_no_say_over_the_broker(void **state) {
    struct fixture *f = *state;
    struct asker asker = asker_of(f, DEVICE_ADMIN);
    uint32_t halls[] = {HALL};
    Hallq__Refusal refusal;
    asker.halls = halls;
    asker.hall_count = 1;
    assert_refused_as(f, asker, add(f, "admin-2", 0), OTHER_HALL);
    assert_refused_as(f, asker, revoke(f, "admin"), OTHER_HALL);
    Hallq__Request *journal = broker_request(f, HALLQ__REQUEST__BODY_GET_JOURNAL);
    assert_int_equal(authorize(&f->state, f->now_ms, &asker, journal, &refusal), ERR_OK);
    assert_int_equal(refusal.reason, HALLQ__REFUSAL__REASON__OTHER_HALL);
    Hallq__Request *ping = broker_request(f, HALLQ__REQUEST__BODY_PING);
    assert_int_equal(authorize(&f->state, f->now_ms, &asker, ping, &refusal), ERR_OK);
    assert_int_equal(refusal.reason, HALLQ__REFUSAL__REASON__NONE);
    journal->hall = HALL;
    assert_int_equal(authorize(&f->state, f->now_ms, &asker, journal, &refusal), ERR_OK);
    assert_int_equal(refusal.reason, HALLQ__REFUSAL__REASON__NONE);
    asker.hall_count = 0;
    assert_done_as(f, asker, add(f, "admin-2", 0));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, hall_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
