// Who leaves a place: a person the settings no longer have, after the ticket at hand and by whatever
// event it ends; what waits for somebody who signs off; what settings take away, in every list.
#include "tests/rules/hall.h"

#include <stdio.h>

#include "base/refusal.h"

#define assert_reason(reason, REASON) assert_string_equal(refusal_name(reason), #REASON)
#define ROLL_S ((16 * 60 + 20) * 60) // from 11:40 to the roll at 04:00

static Hallq__Refusal__Reason counter_1(struct fixture *f, Hallq__Request__BodyCase body_case) {
    return ask(f, DEVICE_COUNTER + 1, request_new(f, body_case));
}

// Counter 1 has a ticket at hand while its clerk leaves the settings.
static uint64_t clerk_1_removed(struct fixture *f, bool serving) {
    uint64_t ticket = take(f, SERVICE_A);
    take(f, SERVICE_A);
    work(f, 1);
    assert_int_equal(next(f, 1), ticket);
    if (serving)
        start(f, 1);
    Hallq__HallSettings *h = settings_copy(f);
    staff_remove(h, STAFF_CLERK + 1);
    assert_reason(settings_apply(f, h), NONE);
    assert_int_equal(counter_row(f, 1)->clerk, STAFF_CLERK + 1);
    return ticket;
}

static void assert_clerk_1_off(struct fixture *f) {
    assert_int_equal(EVENT_OF(f, STAFF_SIGNED_OFF, StaffSignedOff)->staff, STAFF_CLERK + 1);
    assert_int_equal(EVENT_OF(f, COUNTER_CLOSED, CounterClosed)->counter, 1);
    assert_int_equal(counter_row(f, 1)->state, HALLQ__COUNTER__STATE__CLOSED);
    assert_int_equal(counter_row(f, 1)->clerk, 0);
    assert_reason(counter_1(f, HALLQ__REQUEST__BODY_CALL_NEXT), NOT_SIGNED_ON);
}

static void a_removed_clerk__is_signed_off_when_the_ticket_is_finished(void **state) {
    struct fixture *f = *state;
    clerk_1_removed(f, false);
    start(f, 1); // it goes on with the ticket at hand
    finish(f, 1);
    assert_clerk_1_off(f);
}

static void a_removed_clerk__calls_nobody_with_the_ticket_s_end(void **state) {
    struct fixture *f = *state;
    clerk_1_removed(f, true);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_CALL_NEXT);
    Hallq__Finish finish = HALLQ__FINISH__INIT;
    r->call_next->finish = &finish;
    assert_done(f, DEVICE_COUNTER + 1, r);
    assert_int_equal(f->decision.done->not_called, HALLQ__REFUSAL__REASON__COUNTER_CLOSED);
    assert_clerk_1_off(f);
}

static void a_removed_clerk__is_signed_off_when_the_ticket_is_put_on_hold(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = clerk_1_removed(f, true);
    hold(f, 1);
    assert_clerk_1_off(f);
    pass_s(f, 3600);
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__WAITING);
}

static void a_removed_clerk__is_signed_off_when_the_ticket_is_sent_on(void **state) {
    struct fixture *f = *state;
    clerk_1_removed(f, true);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_TRANSFER);
    r->transfer->to = line_of(f, HALLQ__LINE__KIND__SERVICE, SERVICE_B);
    assert_done(f, DEVICE_COUNTER + 1, r);
    assert_clerk_1_off(f);
}

static void a_removed_clerk__is_signed_off_when_nobody_comes(void **state) {
    struct fixture *f = *state;
    clerk_1_removed(f, false);
    for (uint32_t call = 1; call < f->settings->calls_before_no_show; call++) {
        pass_s(f, f->settings->seconds_between_calls);
        recall(f, 1);
    }
    pass_s(f, f->settings->seconds_between_calls + 1); // by itself
    assert_clerk_1_off(f);
}

static void a_removed_clerk__is_signed_off_when_the_customer_gives_up(void **state) {
    struct fixture *f = *state;
    cancel(f, clerk_1_removed(f, false));
    assert_clerk_1_off(f);
}

static void a_removed_clerk__is_signed_off_when_a_lead_frees_the_counter(void **state) {
    struct fixture *f = *state;
    assert_reason(sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true), NONE);
    clerk_1_removed(f, true);
    assert_reason(counter_free(f, 1, HALLQ__TICKET__STATE__FINISHED), NONE);
    assert_clerk_1_off(f);
}

static void a_removed_clerk__is_signed_off_when_the_night_ends_the_ticket(void **state) {
    struct fixture *f = *state;
    clerk_1_removed(f, false);
    Hallq__CounterRow *row = counter_row(f, 1);
    assert_int_equal(row->state, HALLQ__COUNTER__STATE__CALLING);
    pass_s(f, ROLL_S + 60);
    assert_int_equal(counter_row(f, 1)->clerk, 0);
    assert_int_equal(counter_row(f, 1)->state, HALLQ__COUNTER__STATE__CLOSED);
}

static void somebody_removed__leaves_a_place_without_a_counter_at_once(void **state) {
    struct fixture *f = *state;
    assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, true), NONE);
    Hallq__HallSettings *h = settings_copy(f);
    staff_remove(h, STAFF_GUIDE);
    assert_reason(settings_apply(f, h), NONE);
    assert_int_equal(EVENT_OF(f, STAFF_SIGNED_OFF, StaffSignedOff)->staff, STAFF_GUIDE);
}

static Hallq__StaffSettings *person_of(Hallq__HallSettings *h, uint32_t staff) {
    for (size_t i = 0; i < h->n_staff; i++)
        if (h->staff[i]->id == staff)
            return h->staff[i];
    fail();
    return NULL;
}

static void another_role__ends_a_place_that_is_for_the_role(void **state) {
    struct fixture *f = *state;
    assert_reason(sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true), NONE);
    Hallq__HallSettings *h = settings_copy(f);
    person_of(h, STAFF_LEAD)->role = HALLQ__STAFF__ROLE__CLERK;
    assert_reason(settings_apply(f, h), NONE);
    assert_int_equal(EVENT_OF(f, STAFF_SIGNED_OFF, StaffSignedOff)->staff, STAFF_LEAD);
    assert_reason(counter_do(f, DEVICE_LEAD, HALLQ__REQUEST__BODY_COUNTER_CLOSE, 1), NOT_SIGNED_ON);
}

// At a counter anybody may be; as what they are now, they sign on anew.
static void another_role__ends_a_sign_on_at_a_counter(void **state) {
    struct fixture *f = *state;
    uint64_t waits = take(f, SERVICE_C);
    assert_reason(sign_on(f, DEVICE_COUNTER + 1, STAFF_LEAD, 1, true), NONE);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_TRANSFER);
    r->transfer->which = which_of(f, waits);
    r->transfer->to = line_of(f, HALLQ__LINE__KIND__SERVICE, SERVICE_A);
    assert_done(f, DEVICE_COUNTER + 1, r); // a lead may send on who waits
    Hallq__HallSettings *h = settings_copy(f);
    person_of(h, STAFF_LEAD)->role = HALLQ__STAFF__ROLE__CLERK;
    assert_reason(settings_apply(f, h), NONE);
    assert_int_equal(EVENT_OF(f, STAFF_SIGNED_OFF, StaffSignedOff)->counter, 1);
    r->transfer->to = line_of(f, HALLQ__LINE__KIND__SERVICE, SERVICE_C);
    assert_refused(f, DEVICE_COUNTER + 1, r, NOT_SIGNED_ON);
    assert_reason(sign_on(f, DEVICE_COUNTER + 1, STAFF_LEAD, 1, true), NONE);
    assert_refused(f, DEVICE_COUNTER + 1, r, PERSON_MAY_NOT);
}

// ---------------------------------------------------------------- whose sign-on is over

// Counter 1 has a ticket, and its clerk's sign-on is over.
enum ending { BY_ROLE, BY_PIN, BY_ROLL };
static uint64_t sign_on_over(struct fixture *f, enum ending ending) {
    work(f, 1);
    uint64_t ticket = take(f, SERVICE_A);
    assert_int_equal(next(f, 1), ticket);
    start(f, 1);
    Hallq__HallSettings *h = settings_copy(f);
    person_of(h, STAFF_CLERK + 1)->role = HALLQ__STAFF__ROLE__GUIDE;
    if (ending == BY_ROLE)
        assert_reason(settings_apply(f, h), NONE);
    else if (ending == BY_PIN)
        assert_reason(pin_set(f, STAFF_CLERK + 1), NONE);
    else
        pass_s(f, ROLL_S + 60);
    assert_int_equal(counter_row(f, 1)->clerk, STAFF_CLERK + 1);
    return ticket;
}

// Every command of a person at a counter that does not end the ticket at hand asks for the PIN.
static void assert_ticket_at_hand_alone(struct fixture *f, uint64_t waits) {
    static const Hallq__Request__BodyCase asks[] = {
        HALLQ__REQUEST__BODY_CALL_NEXT,     HALLQ__REQUEST__BODY_CALL_NAMED,
        HALLQ__REQUEST__BODY_RESUME,        HALLQ__REQUEST__BODY_FURTHER,
        HALLQ__REQUEST__BODY_CANCEL,        HALLQ__REQUEST__BODY_REINSTATE,
        HALLQ__REQUEST__BODY_RATE,          HALLQ__REQUEST__BODY_COUNTER_OPEN,
        HALLQ__REQUEST__BODY_COUNTER_CLOSE, HALLQ__REQUEST__BODY_COUNTER_PAUSE,
        HALLQ__REQUEST__BODY_COUNTER_RESUME};
    for (size_t i = 0; i < sizeof asks / sizeof asks[0]; i++)
        assert_reason(counter_1(f, asks[i]), NOT_SIGNED_ON);
    Hallq__Request *other = request_new(f, HALLQ__REQUEST__BODY_TRANSFER);
    other->transfer->which = which_of(f, waits);
    other->transfer->to = line_of(f, HALLQ__LINE__KIND__SERVICE, SERVICE_B);
    assert_refused(f, DEVICE_COUNTER + 1, other, NOT_SIGNED_ON);
    Hallq__Request *keep = request_new(f, HALLQ__REQUEST__BODY_TRANSFER);
    keep->transfer->to = line_of(f, HALLQ__LINE__KIND__CLERK, STAFF_CLERK + 1);
    assert_refused(f, DEVICE_COUNTER + 1, keep, NOT_SIGNED_ON);
    assert_reason(counter_1(f, HALLQ__REQUEST__BODY_SIGN_OFF), COUNTER_BUSY);
}

static void assert_over(struct fixture *f, enum ending ending) {
    uint64_t waits = take(f, SERVICE_C); // counter 1 does not give it
    sign_on_over(f, ending);
    assert_ticket_at_hand_alone(f, waits);
    finish(f, 1);
    assert_clerk_1_off(f);
}

static void another_role__leaves_the_ticket_at_hand_and_nothing_else(void **state) {
    assert_over(*state, BY_ROLE);
}

static void a_new_pin__leaves_the_ticket_at_hand_and_nothing_else(void **state) {
    assert_over(*state, BY_PIN);
}

static void the_roll__leaves_the_ticket_at_hand_and_nothing_else(void **state) {
    assert_over(*state, BY_ROLL);
}

static void a_sign_on_that_is_over__goes_on_with_the_pin(void **state) {
    struct fixture *f = *state;
    sign_on_over(f, BY_ROLL);
    assert_reason(sign_on(f, DEVICE_COUNTER + 1, STAFF_CLERK + 1, 1, true), NONE);
    finish(f, 1);
    assert_int_equal(counter_row(f, 1)->clerk, STAFF_CLERK + 1);
    assert_int_equal(counter_row(f, 1)->state, HALLQ__COUNTER__STATE__FREE);
}

static void a_new_pin__signs_off_at_once_where_no_ticket_is(void **state) {
    struct fixture *f = *state;
    work(f, 1);
    assert_reason(sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true), NONE);
    assert_reason(pin_set(f, STAFF_LEAD), NONE);
    assert_int_equal(EVENT_OF(f, STAFF_SIGNED_OFF, StaffSignedOff)->device, DEVICE_LEAD);
    assert_reason(pin_set(f, STAFF_CLERK + 1), NONE);
    assert_clerk_1_off(f);
    assert_reason(counter_do(f, DEVICE_LEAD, HALLQ__REQUEST__BODY_COUNTER_CLOSE, 1), NOT_SIGNED_ON);
}

static bool ends(struct fixture *f, uint32_t device, bool idle) {
    assert_int_equal(decide_sign_on_ends(&f->state, f->now_ms, HALL, device, idle, &f->decision),
                     ERR_OK);
    f->record = f->decision.record;
    if (f->record)
        assert_int_equal(record_apply(&f->state, f->decision.record), ERR_OK);
    return f->record;
}

static void an_idle_person__is_signed_off_but_never_while_serving(void **state) {
    struct fixture *f = *state;
    work(f, 1);
    take(f, SERVICE_A);
    next(f, 1);
    assert_reason(sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true), NONE);
    assert_true(ends(f, DEVICE_LEAD, true));
    assert_int_equal(EVENT_OF(f, STAFF_SIGNED_OFF, StaffSignedOff)->device, DEVICE_LEAD);
    assert_false(ends(f, DEVICE_LEAD, true)); // already
    assert_false(ends(f, DEVICE_COUNTER + 1, true));
    start(f, 1);
    assert_false(ends(f, DEVICE_COUNTER + 1, true));
    finish(f, 1);
    assert_true(ends(f, DEVICE_COUNTER + 1, true));
    assert_clerk_1_off(f);
}

static void a_key_that_ended__leaves_the_ticket_at_hand_and_nothing_else(void **state) {
    struct fixture *f = *state;
    uint64_t waits = take(f, SERVICE_C);
    work(f, 1);
    take(f, SERVICE_A);
    next(f, 1);
    start(f, 1);
    assert_true(ends(f, DEVICE_COUNTER + 1, false));
    assert_ticket_at_hand_alone(f, waits);
    finish(f, 1);
    assert_clerk_1_off(f);
}

// ---------------------------------------------------------------- whose PIN is no longer good

static bool pin_there(struct fixture *f, uint32_t staff) {
    Hallq__StaffRow *row;
    assert_int_equal(staff_row_need(&f->state, key_staff(HALL, staff), &row), ERR_OK);
    return row->pin_hash.len;
}

static bool warned_of(const struct fixture *f, uint32_t staff) {
    char number[16];
    const Hallq__Done *done = f->decision.done;
    snprintf(number, sizeof number, "staff %u ", staff);
    for (size_t i = 0; done && i < done->n_warnings; i++)
        if (strstr(done->warnings[i], number))
            return true;
    return false;
}

static void a_number_used_again__has_no_pin(void **state) {
    struct fixture *f = *state;
    Hallq__HallSettings *whole = settings_copy(f), *h = settings_copy(f);
    staff_remove(h, STAFF_CLERK + 1);
    assert_true(pin_there(f, STAFF_CLERK + 1));
    assert_reason(settings_apply(f, h), NONE);
    assert_false(pin_there(f, STAFF_CLERK + 1));
    assert_true(pin_there(f, STAFF_CLERK + 2));
    assert_reason(settings_apply(f, whole), NONE);
    assert_reason(sign_on(f, DEVICE_COUNTER + 1, STAFF_CLERK + 1, 1, true), PIN_NOT_SET);
    Hallq__HallSettings *renamed = settings_copy(f);
    person_of(renamed, STAFF_CLERK + 2)->name = text_of(f, "Somebody Else");
    assert_reason(settings_apply(f, renamed), NONE);
    assert_false(pin_there(f, STAFF_CLERK + 2));
    assert_true(warned_of(f, STAFF_CLERK + 2));
}

// A row of an earlier version, which left the hash of who had gone.
static void a_hash_left_by_an_earlier_version__is_nobodys(void **state) {
    struct fixture *f = *state;
    Hallq__StaffRow left = HALLQ__STAFF_ROW__INIT;
    left.pin_hash = (ProtobufCBinaryData){10, (uint8_t *)"$argon2id$"};
    assert_int_equal(staff_row_put(&f->state, key_staff(HALL, 4711), &left), ERR_OK);
    Hallq__HallSettings *h = settings_copy(f);
    h->staff[0]->id = 4711; // taken on with the next settings
    assert_reason(settings_apply(f, h), NONE);
    assert_false(pin_there(f, 4711));
    assert_true(warned_of(f, 4711));
}

static void more_to_do__needs_a_new_pin(void **state) {
    static const struct {
        Hallq__Staff__Role was, is;
        bool kept;
    } cells[] = {
        {HALLQ__STAFF__ROLE__CLERK, HALLQ__STAFF__ROLE__GUIDE, true},
        {HALLQ__STAFF__ROLE__CLERK, HALLQ__STAFF__ROLE__LEAD, false},
        {HALLQ__STAFF__ROLE__GUIDE, HALLQ__STAFF__ROLE__MANAGER, false},
        {HALLQ__STAFF__ROLE__LEAD, HALLQ__STAFF__ROLE__MANAGER, false},
        {HALLQ__STAFF__ROLE__MANAGER, HALLQ__STAFF__ROLE__LEAD, true},
        {HALLQ__STAFF__ROLE__LEAD, HALLQ__STAFF__ROLE__CLERK, true},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        Hallq__HallSettings *h = settings_copy(f);
        person_of(h, STAFF_CLERK + 1)->role = cells[i].was;
        assert_reason(settings_apply(f, h), NONE);
        assert_reason(pin_set(f, STAFF_CLERK + 1), NONE);
        h = settings_copy(f);
        person_of(h, STAFF_CLERK + 1)->role = cells[i].is;
        assert_reason(settings_apply(f, h), NONE);
        assert_int_equal(pin_there(f, STAFF_CLERK + 1), cells[i].kept);
        assert_int_equal(warned_of(f, STAFF_CLERK + 1), !cells[i].kept);
    }
}

// ---------------------------------------------------------------- what waits for a clerk

static uint64_t waits_for_clerk_1(struct fixture *f) {
    uint64_t ticket = take(f, SERVICE_B);
    assert_reason(sign_on(f, DEVICE_GUIDE, STAFF_GUIDE, 0, true), NONE);
    work(f, 1);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_TRANSFER);
    r->transfer->which = which_of(f, ticket);
    r->transfer->to = line_of(f, HALLQ__LINE__KIND__CLERK, STAFF_CLERK + 1);
    assert_done(f, DEVICE_GUIDE, r);
    return ticket;
}

static void assert_waits_for(struct fixture *f, uint64_t ticket, uint32_t service) {
    const Hallq__TicketRow *row = ticket_row(f, ticket);
    assert_int_equal(row->state, HALLQ__TICKET__STATE__WAITING);
    assert_int_equal(row->line->kind, HALLQ__LINE__KIND__SERVICE);
    assert_int_equal(row->line->id, service);
    assert_true(row->in_line);
}

static void who_waits_for_a_clerk__waits_for_the_service_when_they_sign_off(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = waits_for_clerk_1(f);
    int64_t rank_ms = ticket_row(f, ticket)->rank_ms;
    assert_reason(counter_1(f, HALLQ__REQUEST__BODY_SIGN_OFF), NONE);
    assert_waits_for(f, ticket, SERVICE_B);
    assert_int_equal(ticket_row(f, ticket)->rank_ms, rank_ms);
    work(f, 2);
    assert_int_equal(next(f, 2), ticket);
}

static void who_waits_for_a_clerk__waits_for_the_service_after_another_signs_on(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = waits_for_clerk_1(f);
    assert_reason(sign_on(f, DEVICE_COUNTER + 1, STAFF_CLERK + 2, 1, true), NONE);
    assert_waits_for(f, ticket, SERVICE_B);
}

static void who_waits_for_a_clerk__stays_when_they_only_move(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = waits_for_clerk_1(f);
    assert_true(heard(f, 1, false));
    assert_reason(sign_on(f, DEVICE_COUNTER + 2, STAFF_CLERK + 1, 2, true), NONE);
    assert_reason(counter_do(f, DEVICE_COUNTER + 2, HALLQ__REQUEST__BODY_COUNTER_OPEN, 2), NONE);
    assert_int_equal(next(f, 2), ticket);
}

// TEST_BARE
static void who_waits_for_a_clerk__waits_for_the_service_after_the_night(void **state) {
    struct fixture *f = hall_new();
    (void)state;
    f->settings->at_day_end = HALLQ__HALL_SETTINGS__DAY_END__CARRY;
    hall_start(f);
    uint64_t ticket = waits_for_clerk_1(f);
    pass_s(f, ROLL_S + 60);
    assert_waits_for(f, ticket, SERVICE_B);
    fixture_destroy(f);
}

static void who_comes_back_for_a_clerk_not_here__waits_for_the_service(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = waits_for_clerk_1(f);
    assert_int_equal(next(f, 1), ticket);
    start(f, 1);
    hold(f, 1);
    assert_reason(counter_1(f, HALLQ__REQUEST__BODY_SIGN_OFF), NONE);
    pass_s(f, 3600); // the hold is over, and the gap
    assert_waits_for(f, ticket, SERVICE_B);
}

// ---------------------------------------------------------------- promises

static void come_back_twice__keeps_both_promises_the_last_first(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    for (uint32_t counter = 1; counter <= 3; counter++)
        work(f, counter);
    uint32_t to[] = {SERVICE_B, SERVICE_C};
    for (uint32_t counter = 1; counter <= 2; counter++) {
        assert_int_equal(next(f, counter), ticket);
        start(f, counter);
        Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_TRANSFER);
        r->transfer->to = line_of(f, HALLQ__LINE__KIND__SERVICE, to[counter - 1]);
        r->transfer->come_back = true;
        assert_done(f, DEVICE_COUNTER + counter, r);
    }
    assert_int_equal(EVENT_OF(f, TICKET_TRANSFERRED, TicketTransferred)->returns_after[0], 1);
    assert_int_equal(serve(f, 3, 30), ticket);
    assert_int_equal(serve(f, 2, 30), ticket);
    assert_int_equal(serve(f, 1, 30), ticket);
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__FINISHED);
}

static void transfer_and_come_back(struct fixture *f, uint32_t counter, uint32_t service) {
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_TRANSFER);
    r->transfer->to = line_of(f, HALLQ__LINE__KIND__SERVICE, service);
    r->transfer->come_back = true;
    assert_done(f, DEVICE_COUNTER + counter, r);
}

static void counter_away_and_back(struct fixture *f, uint32_t counter) {
    Hallq__HallSettings *whole = settings_copy(f), *h = settings_copy(f);
    counter_remove(h, counter);
    assert_reason(counter_do(f, DEVICE_COUNTER + counter, HALLQ__REQUEST__BODY_COUNTER_CLOSE, 0),
                  NONE);
    assert_reason(settings_apply(f, h), NONE);
    assert_reason(settings_apply(f, whole), NONE);
    work(f, counter);
}

static void a_promised_return__ends_with_its_counter_though_that_comes_back(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    work(f, 1);
    work(f, 3);
    assert_int_equal(next(f, 1), ticket);
    start(f, 1);
    transfer_and_come_back(f, 1, SERVICE_C);
    counter_away_and_back(f, 1);
    assert_int_equal(serve(f, 3, 30), ticket);
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__FINISHED);
}

static void a_promise_of_a_counter_that_came_back__is_kept(void **state) {
    struct fixture *f = *state;
    work(f, 1);
    work(f, 3);
    counter_away_and_back(f, 1);
    uint64_t ticket = take(f, SERVICE_A);
    assert_int_equal(next(f, 1), ticket);
    start(f, 1);
    transfer_and_come_back(f, 1, SERVICE_C);
    assert_int_equal(serve(f, 3, 30), ticket);
    assert_int_equal(serve(f, 1, 30), ticket);
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__FINISHED);
}

static void a_promise_of_a_closed_counter__waits_in_its_line_until_it_opens(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_A);
    work(f, 1);
    work(f, 3);
    assert_int_equal(next(f, 1), ticket);
    start(f, 1);
    transfer_and_come_back(f, 1, SERVICE_C);
    assert_reason(counter_do(f, DEVICE_COUNTER + 1, HALLQ__REQUEST__BODY_COUNTER_CLOSE, 0), NONE);
    assert_int_equal(serve(f, 3, 30), ticket);
    const Hallq__TicketRow *t = ticket_row(f, ticket);
    assert_int_equal(t->state, HALLQ__TICKET__STATE__WAITING);
    assert_int_equal(t->line->kind, HALLQ__LINE__KIND__COUNTER);
    assert_int_equal(t->line->id, 1);
    work(f, 1);
    assert_int_equal(serve(f, 1, 30), ticket);
    assert_int_equal(ticket_row(f, ticket)->state, HALLQ__TICKET__STATE__FINISHED);
}

// ---------------------------------------------------------------- lists

static void a_removed_service__leaves_the_list_a_lead_has_set(void **state) {
    struct fixture *f = *state;
    assert_reason(sign_on(f, DEVICE_LEAD, STAFF_LEAD, 0, true), NONE);
    Hallq__Request *r = request_new(f, HALLQ__REQUEST__BODY_COUNTER_SERVICES);
    uint32_t list[] = {SERVICE_D};
    r->counter_services->counter = 1;
    r->counter_services->services = list;
    r->counter_services->n_services = 1;
    assert_done(f, DEVICE_LEAD, r);
    uint32_t both[] = {SERVICE_D, SERVICE_C};
    r = request_new(f, HALLQ__REQUEST__BODY_COUNTER_SERVICES);
    r->counter_services->counter = 2;
    r->counter_services->services = both;
    r->counter_services->n_services = 2;
    assert_done(f, DEVICE_LEAD, r);
    Hallq__HallSettings *h = settings_copy(f);
    service_remove(h, SERVICE_D);
    assert_reason(settings_apply(f, h), NONE);
    assert_int_equal(counter_row(f, 1)->n_services, 0); // those of the settings again
    assert_int_equal(counter_row(f, 2)->n_services, 1);
    assert_int_equal(counter_row(f, 2)->services[0], SERVICE_C);
    uint64_t ticket = take(f, SERVICE_A); // given by somebody again
    work(f, 1);
    assert_int_equal(next(f, 1), ticket);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, hall_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
