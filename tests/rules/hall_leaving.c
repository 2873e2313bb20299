// Who leaves a place: a person the settings no longer have, after the ticket at hand and by whatever
// event it ends; what waits for somebody who signs off; what settings take away, in every list.
#include "tests/rules/hall.h"

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

// At a counter anybody may be: the new role counts at once.
static void another_role__counts_at_once_at_a_counter(void **state) {
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
    r->transfer->to = line_of(f, HALLQ__LINE__KIND__SERVICE, SERVICE_C);
    assert_refused(f, DEVICE_COUNTER + 1, r, PERSON_MAY_NOT);
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
        TEST(a_removed_clerk__is_signed_off_when_the_ticket_is_finished),
        TEST(a_removed_clerk__is_signed_off_when_the_ticket_is_put_on_hold),
        TEST(a_removed_clerk__is_signed_off_when_the_ticket_is_sent_on),
        TEST(a_removed_clerk__is_signed_off_when_nobody_comes),
        TEST(a_removed_clerk__is_signed_off_when_the_customer_gives_up),
        TEST(a_removed_clerk__is_signed_off_when_a_lead_frees_the_counter),
        TEST(a_removed_clerk__is_signed_off_when_the_night_ends_the_ticket),
        TEST(somebody_removed__leaves_a_place_without_a_counter_at_once),
        TEST(another_role__ends_a_place_that_is_for_the_role),
        TEST(another_role__counts_at_once_at_a_counter),
        TEST(who_waits_for_a_clerk__waits_for_the_service_when_they_sign_off),
        TEST(who_waits_for_a_clerk__waits_for_the_service_after_another_signs_on),
        TEST(who_waits_for_a_clerk__stays_when_they_only_move),
        cmocka_unit_test(who_waits_for_a_clerk__waits_for_the_service_after_the_night),
        TEST(who_comes_back_for_a_clerk_not_here__waits_for_the_service),
        TEST(come_back_twice__keeps_both_promises_the_last_first),
        TEST(a_removed_service__leaves_the_list_a_lead_has_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
