// People at terminals: who may sign on where, with which PIN, and what happens to who was there.
#include "tests/rules/hall.h"

#include "base/refusal.h"

#define assert_reason(reason, REASON) assert_string_equal(refusal_name(reason), #REASON)

static Hallq__StaffRow *staff_row(struct fixture *f, uint32_t staff) {
    Hallq__StaffRow *row;
    assert_int_equal(staff_row_need(&f->state, key_staff(HALL, staff), &row), ERR_OK);
    return row;
}

static void sign_on__takes_person_device_and_counter(void **state) {
    struct fixture *f = *state;
    assert_reason(sign_on(f, DEVICE_COUNTER + 1, STAFF_CLERK + 1, 1, true), NONE);
    assert_int_equal(staff_row(f, STAFF_CLERK + 1)->device, DEVICE_COUNTER + 1);
    assert_int_equal(counter_row(f, 1)->clerk, STAFF_CLERK + 1);
    assert_int_equal(counter_row(f, 1)->state, HALLQ__COUNTER__STATE__CLOSED);
    assert_int_equal(f->record->staff, STAFF_CLERK + 1);
}

static void sign_on__takes_the_role_the_device_is_for(void **state) {
    struct fixture *f = *state;
    static const struct {
        uint32_t device, staff;
        const char *reason;
    } cells[] = {
        {DEVICE_GUIDE, STAFF_CLERK + 1, "PERSON_MAY_NOT"},
        {DEVICE_LEAD, STAFF_GUIDE, "PERSON_MAY_NOT"},
        {DEVICE_MANAGER, STAFF_LEAD, "PERSON_MAY_NOT"},
        {DEVICE_KIOSK, STAFF_LEAD, "NOT_ALLOWED"},
        {DEVICE_GUIDE, STAFF_GUIDE, "NONE"},
        {DEVICE_LEAD, STAFF_LEAD, "NONE"},
        {DEVICE_MANAGER, STAFF_MANAGER, "NONE"},
        {DEVICE_MANAGER, 999, "NO_STAFF"},
    };
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
        assert_string_equal(refusal_name(sign_on(f, cells[i].device, cells[i].staff, 0, true)),
                            cells[i].reason);
}

static void sign_on__at_a_counter_takes_anybody_at_a_counter_that_is_there(void **state) {
    struct fixture *f = *state;
    assert_reason(sign_on(f, DEVICE_COUNTER + 1, STAFF_LEAD, 0, true), BAD_MESSAGE);
    assert_reason(sign_on(f, DEVICE_COUNTER + 1, STAFF_LEAD, 9, true), NO_COUNTER);
    assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 1, true), BAD_MESSAGE);
    assert_reason(sign_on(f, DEVICE_COUNTER + 1, STAFF_LEAD, 1, true), NONE);
}

static void sign_on__at_a_terminal_that_belongs_to_a_counter(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_SIGN_ON);
    struct asker asker = asker_of(f, DEVICE_COUNTER + 2);
    asker.counter = 2;
    asker.pin_matches = true;
    r->sign_on->staff = STAFF_CLERK + 2;
    r->sign_on->counter = 1;
    assert_refused_as(f, asker, r, NOT_ALLOWED);
    r->sign_on->counter = 0; // its own goes without saying
    assert_done_as(f, asker, r);
    assert_int_equal(counter_row(f, 2)->clerk, STAFF_CLERK + 2);
}

// ---------------------------------------------------------------- PINs

static void a_wrong_pin__is_counted_though_refused(void **state) {
    struct fixture *f = *state;
    assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_LEAD, 0, true), NONE);
    uint64_t seq = hall_row(f)->seq;
    assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, false), WRONG_PIN);
    assert_int_equal(f->record->staff, 0); // not the lead who is signed on there
    assert_int_equal(hall_row(f)->seq, seq + 1);
    assert_int_equal(staff_row(f, STAFF_GUIDE)->failures, 1);
    assert_int_equal(memtable_count(f->mem, TABLE_REQUEST),
                     8); // settings, six PINs and the lead, not this
    assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, true), NONE);
    assert_int_equal(staff_row(f, STAFF_GUIDE)->failures, 0);
}

static void wrong_pins__lock_out_for_twice_as_long_each_time(void **state) {
    struct fixture *f = *state;
    for (int i = 1; i < LIMIT_PIN_FAILURES; i++) {
        assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, false), WRONG_PIN);
        assert_int_equal(f->decision.refusal.at_ms, 0);
    }
    int64_t delay_ms = PIN_LOCK_MS;
    for (int i = 0; i < 8; i++) {
        assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, false), WRONG_PIN);
        assert_int_equal(f->decision.refusal.at_ms, f->now_ms + delay_ms);
        assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, true), LOCKED_OUT);
        assert_null(f->decision.record);
        f->now_ms += delay_ms;
        delay_ms = 2 * delay_ms < PIN_LOCK_MAX_MS ? 2 * delay_ms : PIN_LOCK_MAX_MS;
    }
    assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, true), NONE);
}

static void a_new_pin__ends_the_lock(void **state) {
    struct fixture *f = *state;
    for (int i = 0; i < LIMIT_PIN_FAILURES; i++)
        sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, false);
    assert_reason(pin_set(f, STAFF_GUIDE), NONE);
    assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, true), NONE);
}

static void no_pin__no_sign_on(void **state) {
    struct fixture *f = hall_new();
    (void)state;
    assert_reason(settings_apply(f, f->settings), NONE);
    assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, true), PIN_NOT_SET);
    assert_reason(pin_set(f, 999), NO_STAFF);
    fixture_destroy(f);
}

static void a_pin__is_four_to_twelve_digits(void **state) {
    struct fixture *f = *state;
    static const char *const bad[] = {"", "123", "1234567890123", "12a4"};
    struct asker asker = asker_of(f, DEVICE_ADMIN);
    uint8_t hash[] = {1};
    asker.pin_hash = (ProtobufCBinaryData){1, hash};
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_SET_PIN);
    r->set_pin->staff = STAFF_GUIDE;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        r->set_pin->pin = text_of(f, bad[i]);
        assert_refused_as(f, asker, r, BAD_MESSAGE);
    }
}

// ---------------------------------------------------------------- one place

static void signed_on_at_a_counter__is_refused_elsewhere(void **state) {
    struct fixture *f = *state;
    work(f, 1);
    assert_reason(sign_on(f, DEVICE_COUNTER + 2, STAFF_CLERK + 1, 2, true), SIGNED_ON_ELSEWHERE);
    assert_string_equal(f->decision.refusal.detail, "1");
}

static void signed_on_at_the_console__is_moved_to_a_counter(void **state) {
    struct fixture *f = *state;
    assert_reason(sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true), NONE);
    assert_reason(sign_on(f, DEVICE_COUNTER + 1, STAFF_LEAD, 1, true), NONE);
    assert_int_equal(EVENT_OF(f, STAFF_SIGNED_OFF, StaffSignedOff)->device, DEVICE_LEAD);
    assert_int_equal(staff_row(f, STAFF_LEAD)->device, DEVICE_COUNTER + 1);
    assert_refused(f, DEVICE_LEAD, request_new(f, HALLQ__REQUEST__BODY_SIGN_OFF), NOT_SIGNED_ON);
}

static void signed_on_at_a_lost_counter__is_moved_unless_it_has_a_ticket(void **state) {
    struct fixture *f = *state;
    work(f, 1);
    take(f, SERVICE_A);
    next(f, 1);
    heard(f, 1, false);
    assert_reason(sign_on(f, DEVICE_COUNTER + 2, STAFF_CLERK + 1, 2, true), SIGNED_ON_ELSEWHERE);
    start(f, 1);
    finish(f, 1);
    assert_reason(sign_on(f, DEVICE_COUNTER + 2, STAFF_CLERK + 1, 2, true), NONE);
    assert_int_equal(counter_row(f, 1)->state, HALLQ__COUNTER__STATE__CLOSED);
    assert_int_equal(counter_row(f, 1)->clerk, 0);
}

static void a_taken_counter__is_refused(void **state) {
    struct fixture *f = *state;
    work(f, 1);
    assert_reason(sign_on(f, DEVICE_COUNTER + 2, STAFF_CLERK + 2, 1, true), COUNTER_TAKEN);
}

static void the_next_clerk_at_a_terminal__signs_the_former_off(void **state) {
    struct fixture *f = *state;
    work(f, 1);
    assert_reason(sign_on(f, DEVICE_COUNTER + 1, STAFF_CLERK + 2, 1, true), NONE);
    assert_int_equal(f->record->n_events, 3); // closed, signed off, signed on
    assert_int_equal(counter_row(f, 1)->clerk, STAFF_CLERK + 2);
    assert_int_equal(counter_row(f, 1)->state, HALLQ__COUNTER__STATE__CLOSED);
    assert_int_equal(staff_row(f, STAFF_CLERK + 1)->device, 0);
}

static void the_next_clerk_at_a_terminal__waits_for_the_ticket_there(void **state) {
    struct fixture *f = *state;
    work(f, 1);
    take(f, SERVICE_A);
    next(f, 1);
    assert_reason(sign_on(f, DEVICE_COUNTER + 1, STAFF_CLERK + 2, 1, true), COUNTER_BUSY);
    // The same person again changes nothing.
    assert_reason(sign_on(f, DEVICE_COUNTER + 1, STAFF_CLERK + 1, 1, true), NONE);
    assert_int_equal(f->record->n_events, 1);
    assert_int_equal(counter_row(f, 1)->state, HALLQ__COUNTER__STATE__CALLING);
}

static void the_same_clerk__may_change_the_counter_at_one_terminal(void **state) {
    struct fixture *f = *state;
    work(f, 1);
    assert_reason(sign_on(f, DEVICE_COUNTER + 1, STAFF_CLERK + 1, 2, true), NONE);
    assert_int_equal(counter_row(f, 1)->clerk, 0);
    assert_int_equal(counter_row(f, 1)->state, HALLQ__COUNTER__STATE__CLOSED);
    assert_int_equal(counter_row(f, 2)->clerk, STAFF_CLERK + 1);
}

static void sign_off__closes_an_open_counter(void **state) {
    struct fixture *f = *state;
    work(f, 1);
    assert_done(f, DEVICE_COUNTER + 1, request_new(f, HALLQ__REQUEST__BODY_SIGN_OFF));
    EVENT_OF(f, COUNTER_CLOSED, CounterClosed);
    assert_int_equal(counter_row(f, 1)->clerk, 0);
    assert_refused(f, DEVICE_COUNTER + 1, request_new(f, HALLQ__REQUEST__BODY_SIGN_OFF),
                   NOT_SIGNED_ON);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, hall_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(sign_on__takes_person_device_and_counter),
        TEST(sign_on__takes_the_role_the_device_is_for),
        TEST(sign_on__at_a_counter_takes_anybody_at_a_counter_that_is_there),
        TEST(sign_on__at_a_terminal_that_belongs_to_a_counter),
        TEST(a_wrong_pin__is_counted_though_refused),
        TEST(wrong_pins__lock_out_for_twice_as_long_each_time),
        TEST(a_new_pin__ends_the_lock),
        cmocka_unit_test(no_pin__no_sign_on),
        TEST(a_pin__is_four_to_twelve_digits),
        TEST(signed_on_at_a_counter__is_refused_elsewhere),
        TEST(signed_on_at_the_console__is_moved_to_a_counter),
        TEST(signed_on_at_a_lost_counter__is_moved_unless_it_has_a_ticket),
        TEST(a_taken_counter__is_refused),
        TEST(the_next_clerk_at_a_terminal__signs_the_former_off),
        TEST(the_next_clerk_at_a_terminal__waits_for_the_ticket_there),
        TEST(the_same_clerk__may_change_the_counter_at_one_terminal),
        TEST(sign_off__closes_an_open_counter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
