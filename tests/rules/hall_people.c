// People at terminals: who may sign on where, with which PIN, and what happens to who was there.
#include "tests/rules/hall.h"

#include "base/refusal.h"
#include "broker/hall/core/rules_by_event.h"

#include <stdio.h>

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
    assert_int_equal(staff_row(f, STAFF_GUIDE)->wrong_pins, 1);
    assert_int_equal(memtable_count(f->mem, TABLE_REQUEST),
                     8); // settings, six PINs and the lead, not this
    assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, true), NONE);
    assert_int_equal(staff_row(f, STAFF_GUIDE)->wrong_pins, 0);
}

// ---------------------------------------------------------------- where a lock falls

static const char *wrong_at(struct fixture *f, uint32_t counter, uint32_t staff) {
    return refusal_name(sign_on(f, DEVICE_COUNTER + counter, staff, counter, false));
}

static const char *right_at(struct fixture *f, uint32_t counter, uint32_t staff) {
    return refusal_name(sign_on(f, DEVICE_COUNTER + counter, staff, counter, true));
}

// As sign_off would, for whoever is signed on there.
static void off(struct fixture *f, uint32_t counter) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_SIGN_OFF);
    assert_string_equal(refusal_name(ask_as(f, asker_of(f, DEVICE_COUNTER + counter), r)), "NONE");
}

static void four_guesses_for_each_sign_on_of_the_victim__lock(void **state) {
    struct fixture *f = *state;
    for (int i = 1; i < LIMIT_PIN_FAILURES; i++)
        assert_string_equal(wrong_at(f, 1, STAFF_LEAD), "WRONG_PIN");
    assert_string_equal(right_at(f, 2, STAFF_LEAD), "NONE"); // the lead, where they work
    off(f, 2);
    assert_string_equal(wrong_at(f, 1, STAFF_LEAD), "WRONG_PIN");
    assert_int_equal(f->decision.refusal.at_ms, f->now_ms + PIN_LOCK_MS);
    assert_string_equal(right_at(f, 1, STAFF_LEAD), "LOCKED_OUT");
    assert_string_equal(right_at(f, 2, STAFF_LEAD), "NONE"); // locked where the guesses were made
}

static void a_right_pin__takes_back_what_was_wrong_at_the_same_terminal(void **state) {
    struct fixture *f = *state;
    for (int round = 0; round < 3; round++) {
        for (int i = 1; i < LIMIT_PIN_FAILURES; i++)
            assert_string_equal(wrong_at(f, 1, STAFF_LEAD), "WRONG_PIN");
        assert_string_equal(right_at(f, 1, STAFF_LEAD), "NONE");
        off(f, 1);
    }
    assert_int_equal(staff_row(f, STAFF_LEAD)->wrong_pins, 0);
}

static void a_terminal_that_tries_everybody__is_locked_for_everybody(void **state) {
    struct fixture *f = *state;
    static const uint32_t people[] = {STAFF_CLERK + 1, STAFF_CLERK + 2, STAFF_CLERK + 3,
                                      STAFF_GUIDE,     STAFF_LEAD,      STAFF_MANAGER};
    uint32_t tried = 0;
    for (size_t i = 0; tried < LIMIT_PIN_FAILURES_TERMINAL; i = (i + 1) % 6, tried++)
        assert_string_equal(wrong_at(f, 1, people[i]), "WRONG_PIN");
    assert_string_equal(right_at(f, 1, STAFF_CLERK + 1), "LOCKED_OUT");
    assert_int_equal(f->decision.refusal.at_ms, f->now_ms + PIN_LOCK_MS);
    assert_string_equal(right_at(f, 2, STAFF_CLERK + 1), "NONE");
}

// The own PIN between two guesses takes nothing back but the own mistakes.
static void an_own_sign_on__hides_no_guesses_at_others(void **state) {
    struct fixture *f = *state;
    for (uint32_t i = 1; i < LIMIT_PIN_FAILURES; i++) {
        assert_string_equal(wrong_at(f, 1, STAFF_LEAD), "WRONG_PIN");
        assert_string_equal(right_at(f, 1, STAFF_CLERK + 1), "NONE");
        off(f, 1);
    }
    assert_string_equal(wrong_at(f, 1, STAFF_LEAD), "WRONG_PIN");
    assert_string_equal(wrong_at(f, 1, STAFF_LEAD), "LOCKED_OUT");
}

// Wrong PINs are set down as they would be at so many terminals, which this hall does not have.
static void tried_elsewhere(struct fixture *f, uint32_t staff, uint32_t count) {
    Hallq__StaffRow *row = staff_row(f, staff);
    row->wrong_pins = count;
    row->wrong_day = hall_row(f)->day;
    assert_int_equal(staff_row_put(&f->state, key_staff(HALL, staff), row), ERR_OK);
}

static void a_person_tried_everywhere__goes_on_where_they_work(void **state) {
    struct fixture *f = *state;
    assert_string_equal(right_at(f, 2, STAFF_LEAD), "NONE");
    off(f, 2);
    tried_elsewhere(f, STAFF_LEAD, LIMIT_PIN_FAILURES_PERSON - 1);
    assert_string_equal(wrong_at(f, 1, STAFF_LEAD), "WRONG_PIN");
    assert_string_equal(right_at(f, 3, STAFF_LEAD),
                        "LOCKED_OUT"); // anywhere else, with none wrong there
    assert_string_equal(right_at(f, 2, STAFF_LEAD), "NONE");
}

static void wrong_pins__are_forgotten_with_the_day_but_locks_last(void **state) {
    struct fixture *f = *state;
    for (int i = 1; i < LIMIT_PIN_FAILURES; i++)
        assert_string_equal(wrong_at(f, 1, STAFF_LEAD), "WRONG_PIN");
    for (int i = 0; i < LIMIT_PIN_FAILURES; i++)
        assert_string_equal(wrong_at(f, 2, STAFF_GUIDE), "WRONG_PIN");
    pass_s(f, (hall_row(f)->roll_at_ms - f->now_ms) / 1000 -
                  1); // locked again just before, for longer
    assert_string_equal(wrong_at(f, 2, STAFF_GUIDE), "WRONG_PIN");
    pass_s(f, 2);
    assert_string_equal(right_at(f, 2, STAFF_GUIDE), "LOCKED_OUT");
    assert_string_equal(wrong_at(f, 1, STAFF_LEAD), "WRONG_PIN"); // the first of this day
    assert_string_equal(right_at(f, 1, STAFF_LEAD), "NONE");
    pass_s(f, 24 * 3600);
    Hallq__PinTriesRow *row;
    assert_int_equal(pin_tries_row_get(&f->state, key_pin_tries(HALL, DEVICE_COUNTER + 2), &row),
                     ERR_NOT_FOUND);
}

static void the_list_of_a_terminal__is_bounded(void **state) {
    struct fixture *f = *state;
    Hallq__PinTriesRow *row;
    struct key key = key_pin_tries(HALL, DEVICE_COUNTER + 1);
    for (uint32_t i = 0; i < 2 * LIMIT_PIN_PEOPLE; i++) {
        Hallq__SignOnFailed failed = HALLQ__SIGN_ON_FAILED__INIT;
        failed.staff = 5000 + i;
        failed.device = DEVICE_COUNTER + 1;
        failed.failures = i == 7 ? 3 : 1;
        failed.at_terminal = i + 1;
        failed.everywhere = 1;
        struct change c = {.state = &f->state, .hall = HALL, .at_ms = f->now_ms};
        c.row = hall_row(f);
        assert_int_equal(apply_sign_on_failed(&c, &failed), ERR_OK);
    }
    assert_int_equal(pin_tries_row_get(&f->state, key, &row), ERR_OK);
    assert_int_equal(row->n_people, LIMIT_PIN_PEOPLE);
    assert_int_equal(row->wrong_pins, 2 * LIMIT_PIN_PEOPLE);
    assert_int_equal(row->people[7]->staff, 5007); // of whom the most is counted stays
    assert_int_equal(row_del(&f->state, TABLE_STAFF, key), ERR_OK); // no journal tells of them
    for (uint32_t i = 0; i < 2 * LIMIT_PIN_PEOPLE; i++)
        assert_int_equal(row_del(&f->state, TABLE_STAFF, key_staff(HALL, 5000 + i)), ERR_OK);
}

// A record of an earlier version, which counted by person alone.
static void a_lock_of_an_earlier_version__lasts(void **state) {
    struct fixture *f = *state;
    Hallq__StaffRow *row = staff_row(f, STAFF_GUIDE);
    row->failures = LIMIT_PIN_FAILURES;
    row->locked_until_ms = f->now_ms + PIN_LOCK_MS;
    assert_int_equal(staff_row_put(&f->state, key_staff(HALL, STAFF_GUIDE), row), ERR_OK);
    assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, true), LOCKED_OUT);
    f->now_ms += PIN_LOCK_MS;
    assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, true), NONE);
    assert_int_equal(staff_row(f, STAFF_GUIDE)->failures, 0);
}

static void whoever_leaves__leaves_no_wrong_pins(void **state) {
    struct fixture *f = *state;
    Hallq__PinTriesRow *row;
    struct key key = key_pin_tries(HALL, DEVICE_COUNTER + 1);
    assert_string_equal(wrong_at(f, 1, STAFF_CLERK + 2), "WRONG_PIN");
    assert_string_equal(wrong_at(f, 1, STAFF_LEAD), "WRONG_PIN");
    assert_reason(pin_set(f, STAFF_CLERK + 2), NONE);
    assert_int_equal(pin_tries_row_get(&f->state, key, &row), ERR_OK);
    assert_int_equal(row->n_people, 1);
    assert_int_equal(row->people[0]->staff, STAFF_LEAD);
    assert_int_equal(row->wrong_pins, 2); // of the terminal it stays
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

// TEST_BARE
static void no_pin__no_sign_on(void **state) {
    struct fixture *f = hall_new();
    (void)state;
    assert_reason(settings_apply(f, f->settings), NONE);
    assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, true), PIN_NOT_SET);
    assert_reason(pin_set(f, 999), NO_STAFF);
    fixture_destroy(f);
}

// ---------------------------------------------------------------- which PIN

static const char *pin_try(struct fixture *f, uint32_t staff, const char *pin) {
    struct asker asker = asker_of(f, DEVICE_ADMIN);
    uint8_t hash[] = {1};
    asker.pin_hash = (ProtobufCBinaryData){1, hash};
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_SET_PIN);
    r->set_pin->staff = staff;
    r->set_pin->pin = text_of(f, pin);
    return refusal_name(ask_as(f, asker, r));
}

static void a_pin__is_not_what_is_tried_first(void **state) {
    static const struct {
        const char *pin, *reason;
    } cells[] = {
        {"1234", "PIN_RUN"},       {"7890", "PIN_RUN"},        {"4321", "PIN_RUN"},
        {"2109876", "PIN_RUN"},    {"0000", "PIN_REPEAT"},     {"2525", "PIN_REPEAT"},
        {"123123", "PIN_REPEAT"},  {"48104810", "PIN_REPEAT"}, {"77777777777", "PIN_REPEAT"},
        {"1004", "PIN_COMMON"},    {"1122", "PIN_COMMON"},     {"147258", "PIN_COMMON"},
        {"5201314", "PIN_COMMON"}, {"2468", "NONE"},           {"123124", "NONE"},
        {"1235", "NONE"},          {"252526", "NONE"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
        assert_string_equal(pin_try(f, STAFF_GUIDE, cells[i].pin), cells[i].reason);
}

static void a_pin__is_not_the_own_number(void **state) {
    struct fixture *f = *state;
    char number[16], longer[16];
    snprintf(number, sizeof number, "%04d", STAFF_GUIDE);
    snprintf(longer, sizeof longer, "%09d", STAFF_GUIDE);
    assert_string_equal(pin_try(f, STAFF_GUIDE, number), "PIN_OWN_NUMBER");
    assert_string_equal(pin_try(f, STAFF_GUIDE, longer), "PIN_OWN_NUMBER");
}

static void the_pin_of_who_leads__has_six_digits(void **state) {
    struct fixture *f = *state;
    assert_string_equal(pin_try(f, STAFF_LEAD, "2468"), "PIN_TOO_SHORT");
    assert_string_equal(pin_try(f, STAFF_MANAGER, "24681"), "PIN_TOO_SHORT");
    assert_string_equal(pin_try(f, STAFF_LEAD, "246810"), "NONE");
    assert_string_equal(pin_try(f, STAFF_CLERK + 1, "2468"), "NONE");
}

// ---------------------------------------------------------------- changed by themselves

static const char *pin_change(struct fixture *f, uint32_t device, const char *pin, bool matches) {
    static uint8_t hash[] = "another";
    struct asker asker = asker_of(f, device);
    asker.pin_matches = matches;
    if (matches)
        asker.pin_hash = (ProtobufCBinaryData){7, hash};
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_CHANGE_PIN);
    r->change_pin->old_pin = text_of(f, "748159");
    r->change_pin->new_pin = text_of(f, pin);
    return refusal_name(ask_as(f, asker, r));
}

static void change_pin__is_for_who_knows_the_old_one(void **state) {
    struct fixture *f = *state;
    assert_string_equal(pin_change(f, DEVICE_LEAD, "135790", true), "NOT_SIGNED_ON");
    assert_reason(sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true), NONE);
    assert_string_equal(pin_change(f, DEVICE_LEAD, "135790", false), "WRONG_PIN");
    assert_int_equal(staff_row(f, STAFF_LEAD)->wrong_pins, 1);
    assert_string_equal(pin_change(f, DEVICE_LEAD, "13579", true), "PIN_TOO_SHORT");
    assert_string_equal(pin_change(f, DEVICE_LEAD, "345678", true), "PIN_RUN");
    assert_string_equal(pin_change(f, DEVICE_LEAD, "748159", true), "ALREADY");
    assert_string_equal(pin_change(f, DEVICE_LEAD, "135790", true), "NONE");
    Hallq__StaffRow *row = staff_row(f, STAFF_LEAD);
    assert_int_equal(row->pin_hash.len, 7);
    assert_memory_equal(row->pin_hash.data, "another", 7);
    assert_int_equal(row->device, DEVICE_LEAD); // goes on, where they gave the old one
    assert_int_equal(row->wrong_pins, 0);
}

static void change_pin__locks_like_a_sign_on(void **state) {
    struct fixture *f = *state;
    assert_reason(sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true), NONE);
    for (int i = 0; i < LIMIT_PIN_FAILURES; i++)
        assert_string_equal(pin_change(f, DEVICE_LEAD, "135790", false), "WRONG_PIN");
    assert_string_equal(pin_change(f, DEVICE_LEAD, "135790", true), "LOCKED_OUT");
}

// With a PIN that an earlier version took.
static const char *sign_on_short(struct fixture *f, uint32_t device, uint32_t staff,
                                 uint32_t counter) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_SIGN_ON);
    struct asker asker = asker_of(f, device);
    asker.pin_matches = true;
    r->sign_on->staff = staff;
    r->sign_on->counter = counter;
    r->sign_on->pin = text_of(f, "2468");
    return refusal_name(ask_as(f, asker, r));
}

static const char *suspend(struct fixture *f, uint32_t device) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_SERVICE_SUSPEND);
    r->service_suspend->service = SERVICE_A;
    r->service_suspend->reason = text_of(f, "system");
    return refusal_name(ask_as(f, asker_of(f, device), r));
}

static void a_short_pin__leads_nobody_until_it_is_changed(void **state) {
    struct fixture *f = *state;
    assert_string_equal(sign_on_short(f, DEVICE_LEAD, STAFF_LEAD, 0), "NONE");
    assert_string_equal(suspend(f, DEVICE_LEAD), "PIN_TOO_SHORT");
    assert_string_equal(pin_change(f, DEVICE_LEAD, "135790", true), "NONE");
    assert_string_equal(suspend(f, DEVICE_LEAD), "NONE");
}

static void a_short_pin__serves_at_a_counter(void **state) {
    struct fixture *f = *state;
    assert_string_equal(sign_on_short(f, DEVICE_COUNTER + 1, STAFF_LEAD, 1), "NONE");
    assert_string_equal(
        refusal_name(counter_do(f, DEVICE_COUNTER + 1, HALLQ__REQUEST__BODY_COUNTER_OPEN, 0)),
        "NONE");
    off(f, 1);
    assert_string_equal(sign_on_short(f, DEVICE_COUNTER + 1, STAFF_CLERK + 1, 1), "NONE");
    assert_string_equal(
        refusal_name(counter_do(f, DEVICE_COUNTER + 1, HALLQ__REQUEST__BODY_COUNTER_OPEN, 0)),
        "NONE");
}

// The row as a version wrote it that took any PIN and did not say which.
static void signed_on_before(struct fixture *f, uint32_t device) {
    Hallq__SignOnRow *on;
    assert_int_equal(sign_on_row_edit(&f->state, key_sign_on(HALL, device), &on), ERR_OK);
    on->pin_measured = on->pin_short = false;
    assert_int_equal(sign_on_row_put(&f->state, key_sign_on(HALL, device), on), ERR_OK);
    fixture_touched(f);
}

static void whom_an_earlier_version_signed_on__leads_when_signed_on_again(void **state) {
    struct fixture *f = *state;
    assert_reason(sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true), NONE);
    signed_on_before(f, DEVICE_LEAD);
    assert_string_equal(suspend(f, DEVICE_LEAD), "NOT_SIGNED_ON");
    assert_string_equal(sign_on_short(f, DEVICE_LEAD, STAFF_LEAD, 0), "NONE");
    assert_string_equal(suspend(f, DEVICE_LEAD), "PIN_TOO_SHORT");
    signed_on_before(f, DEVICE_LEAD);
    assert_string_equal(pin_change(f, DEVICE_LEAD, "135790", true), "NONE");
    assert_string_equal(suspend(f, DEVICE_LEAD), "NONE");
}

static void whom_an_earlier_version_signed_on__goes_on_at_the_counter(void **state) {
    struct fixture *f = *state;
    assert_reason(sign_on(f, DEVICE_COUNTER + 1, STAFF_LEAD, 1, true), NONE);
    signed_on_before(f, DEVICE_COUNTER + 1);
    assert_string_equal(
        refusal_name(counter_do(f, DEVICE_COUNTER + 1, HALLQ__REQUEST__BODY_COUNTER_OPEN, 0)),
        "NONE");
}

// The worker hashed it anew, since the stored hash was under no key.
static void a_hash_of_an_earlier_version__is_made_anew_at_a_sign_on(void **state) {
    struct fixture *f = *state;
    static uint8_t hash[] = "keyed";
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_SIGN_ON);
    struct asker asker = asker_of(f, DEVICE_LEAD);
    asker.pin_matches = true;
    asker.pin_hash = (ProtobufCBinaryData){5, hash};
    r->sign_on->staff = STAFF_LEAD;
    r->sign_on->pin = text_of(f, "748159");
    assert_done_as(f, asker, r);
    assert_int_equal(staff_row(f, STAFF_LEAD)->pin_hash.len, 5);
    assert_int_equal(staff_row(f, STAFF_LEAD)->device, DEVICE_LEAD);
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
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
