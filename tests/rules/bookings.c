// Appointments: who gets a time, who checks in when and stands where, what a later holiday hits, and what
// is forgotten.
#include "base/refusal.h"
#include "broker/hall/core/short_code.h"
#include "broker/hall/slot/slot.h"
#include "tests/rules/alerting.h"
#include "tests/rules/hall.h"
#include "tests/rules/slotwork.h"

#define BODY(CASE) HALLQ__REQUEST__BODY_##CASE
#define DAY_S (24 * 3600)

// ---------------------------------------------------------------- times

static const Hallq__SlotList *slots(struct fixture *f, uint32_t service, int32_t day) {
    Hallq__Request *r = request_new(f, BODY(GET_SLOTS));
    r->get_slots->service = service;
    r->get_slots->day = day;
    const Hallq__Reply *reply = ask_read(f, DEVICE_KIOSK, r);
    return reply->body_case == HALLQ__REPLY__BODY_SLOTS ? reply->slots : NULL;
}

static void slots__are_those_to_come(void **state) {
    struct fixture *f = *state;
    booked(f, SERVICE_A, MONDAY_1300_MS);
    const Hallq__SlotList *list = slots(f, SERVICE_A, 0);
    assert_int_equal(list->n_slots, 12); // 12:00 to 17:30
    assert_int_equal(list->slots[0]->at_ms, MONDAY_1140_MS + 20 * A_MINUTE_MS);
    assert_int_equal(list->slots[0]->left, 2);
    assert_int_equal(list->slots[2]->at_ms, MONDAY_1300_MS);
    assert_int_equal(list->slots[2]->left, 1);
    assert_int_equal(list->day, MONDAY);
    assert_int_equal(list->last_day, MONDAY + 14);
    assert_int_equal(slots(f, SERVICE_A, MONDAY + 1)->n_slots, 20);
    assert_null(slots(f, SERVICE_A, MONDAY + 15));
    assert_null(slots(f, SERVICE_A, MONDAY - 1));
    assert_null(slots(f, SERVICE_C, 0)); // it gives none
}

static void slots__follow_their_own_hours_and_a_holidays_before_these(void **state) {
    struct fixture *f = *state;
    Hallq__SlotSettings *s = f->settings->services[0]->slots;
    Hallq__DayHours *hours = arena_need(&f->arena, sizeof *hours);
    *hours = *f->settings->hours[1]; // Tuesday alone
    s->hours = arena_need(&f->arena, sizeof(Hallq__DayHours *));
    s->hours[0] = hours;
    s->n_hours = 1;
    s->slot_min = 60;
    slotwork_apply(f);
    assert_int_equal(slots(f, SERVICE_A, MONDAY)->n_slots, 0);
    assert_int_equal(slots(f, SERVICE_A, MONDAY + 1)->n_slots, 10);
    holiday_add(f, MONDAY + 1);
    slotwork_apply(f);
    assert_int_equal(slots(f, SERVICE_A, MONDAY + 1)->n_slots, 0);
}

// ---------------------------------------------------------------- booked

static void book__gives_a_time_to_as_many_as_may(void **state) {
    struct fixture *f = *state;
    uint32_t first = booked(f, SERVICE_A, MONDAY_1300_MS);
    uint32_t second = booked(f, SERVICE_A, MONDAY_1300_MS);
    assert_int_not_equal(first, second);
    assert_refused(f, DEVICE_KIOSK, book_request(f, SERVICE_A, MONDAY_1300_MS), SLOT_FULL);
    booked(f, SERVICE_B, MONDAY_1300_MS); // another service has times of its own
    assert_refused(f, DEVICE_LEAD, book_request(f, SERVICE_B, MONDAY_1300_MS), SLOT_FULL);
    assert_done(f, DEVICE_LEAD, booking_request(f, BODY(CANCEL_BOOKING), first));
    booked(f, SERVICE_A, MONDAY_1300_MS);
    assert_refused(f, DEVICE_LEAD, book_request(f, SERVICE_A, MONDAY_1300_MS), SLOT_FULL);
}

static void book__refuses_what_is_no_time(void **state) {
    struct fixture *f = *state;
    assert_refused(f, DEVICE_KIOSK, book_request(f, 99, MONDAY_1300_MS), NO_SERVICE);
    assert_refused(f, DEVICE_KIOSK, book_request(f, SERVICE_C, MONDAY_1300_MS), NO_SLOT);
    assert_refused(f, DEVICE_KIOSK, book_request(f, SERVICE_A, MONDAY_1300_MS + 1), NO_SLOT);
    assert_refused(f, DEVICE_KIOSK, book_request(f, SERVICE_A, MONDAY_1140_MS - 10 * A_MINUTE_MS),
                   NO_SLOT); // over
    assert_refused(f, DEVICE_KIOSK,
                   book_request(f, SERVICE_A, TUESDAY_1000_MS + 14 * DAY_S * INT64_C(1000)),
                   NO_SLOT);
    assert_refused(f, DEVICE_KIOSK, book_request(f, SERVICE_A, INT64_MAX), NO_SLOT);
    assert_refused(f, DEVICE_KIOSK, book_request(f, SERVICE_A, INT64_MIN), NO_SLOT);
    Hallq__Request *r = book_request(f, SERVICE_A, MONDAY_1300_MS);
    r->book_slot->contact = text_of(f, "--");
    assert_refused(f, DEVICE_KIOSK, r, NO_WORDS);
}

static void book__keeps_texts_out_of_the_event(void **state) {
    struct fixture *f = *state;
    Hallq__Request *r = book_request(f, SERVICE_A, MONDAY_1300_MS);
    r->book_slot->contact = text_of(f, "13800138000");
    r->book_slot->name = text_of(f, "Wang");
    f->contact_sealed = "sealed contact";
    f->note_sealed = "sealed name";
    assert_done(f, DEVICE_KIOSK, r);
    const Hallq__Booking *now = EVENT_OF(f, BOOKING_CHANGED, BookingChanged)->now;
    assert_true(now->has_contact && now->contact_sealed && now->name_sealed);
    assert_int_equal(f->record->n_sealed, 2);
    assert_int_equal(f->record->sealed[0]->case_number, now->booking);
}

// Where the settings say so, customers book while a lead offers it; staff always may.
static void book__waits_for_the_offer_where_settings_say_so(void **state) {
    struct fixture *f = *state;
    f->settings->services[0]->slots->offered_only = true;
    slotwork_apply(f);
    assert_refused(f, DEVICE_KIOSK, book_request(f, SERVICE_A, MONDAY_1300_MS), NOT_OFFERED);
    booked(f, SERVICE_A, MONDAY_1300_MS);
    assert_false(slots(f, SERVICE_A, 0)->offered);
    offer(f, SERVICE_A);
    assert_true(slots(f, SERVICE_A, 0)->offered);
    assert_done(f, DEVICE_KIOSK, book_request(f, SERVICE_A, MONDAY_1300_MS));
}

static void move__frees_the_time_before(void **state) {
    struct fixture *f = *state;
    uint32_t booking = booked(f, SERVICE_B, MONDAY_1300_MS);
    booked(f, SERVICE_B, MONDAY_1330_MS);
    assert_refused(f, DEVICE_LEAD, move_request(f, booking, MONDAY_1300_MS), ALREADY);
    assert_refused(f, DEVICE_LEAD, move_request(f, booking, MONDAY_1330_MS), SLOT_FULL);
    assert_done(f, DEVICE_LEAD, move_request(f, booking, TUESDAY_1000_MS));
    assert_int_equal(booking_now(f, booking)->at_ms, TUESDAY_1000_MS);
    assert_int_equal(booking_now(f, booking)->moved, 1);
    booked(f, SERVICE_B, MONDAY_1300_MS);
    assert_refused(f, DEVICE_LEAD, move_request(f, 99, MONDAY_1300_MS), NO_BOOKING);
    Hallq__Request *r = move_request(f, booking, MONDAY_1330_MS);
    r->move_booking->service = SERVICE_A;
    assert_done(f, DEVICE_LEAD, r);
    assert_int_equal(booking_now(f, booking)->service, SERVICE_A);
}

// ---------------------------------------------------------------- codes

static bool code_cb(void *arg, uint32_t hall, int32_t day, uint64_t ticket, enum code_power power,
                    unsigned char ret[CODE_SIZE]) {
    (void)arg;
    memset(ret, 0, CODE_SIZE);
    ret[0] = (unsigned char)hall;
    ret[1] = (unsigned char)day;
    ret[2] = (unsigned char)ticket;
    ret[3] = (unsigned char)power;
    return true;
}

static struct asker customer(struct fixture *f, uint32_t device) {
    static const struct code_maker maker = {code_cb, NULL};
    struct asker asker = asker_of(f, device);
    asker.codes = &maker;
    return asker;
}

static void customers__give_the_code__and_to_check_in_the_short_one(void **state) {
    struct fixture *f = *state;
    unsigned char code[CODE_SIZE];
    char text[SHORT_CODE_SIZE];
    uint32_t booking = booked(f, SERVICE_A, MONDAY_1300_MS);
    Hallq__Request *r = move_request(f, booking, MONDAY_1330_MS);
    Hallq__OfBooking *of = r->move_booking->of;
    assert_string_equal(refusal_name(ask_as(f, customer(f, DEVICE_GATEWAY), r)), "NO_BOOKING");
    code_cb(NULL, HALL, CASES_DAY, booking, CODE_CASE, code);
    of->short_code = short_code_text(code, text);
    assert_string_equal(refusal_name(ask_as(f, customer(f, DEVICE_GATEWAY), r)), "NO_BOOKING");
    assert_string_equal(refusal_name(ask_as(f, customer(f, DEVICE_KIOSK), r)), "NO_BOOKING");
    code[3] = CODE_ACT;
    of->code = (ProtobufCBinaryData){CODE_SIZE, code};
    assert_string_equal(refusal_name(ask_as(f, customer(f, DEVICE_GATEWAY), r)), "NO_BOOKING");
    code[3] = CODE_CASE;
    assert_string_equal(refusal_name(ask_as(f, customer(f, DEVICE_GATEWAY), r)), "NONE");
    r->move_booking->service = SERVICE_B;
    assert_string_equal(refusal_name(ask_as(f, customer(f, DEVICE_GATEWAY), r)), "NOT_ALLOWED");
    pass_s(f, 60 * 60);
    r = booking_request(f, BODY(CHECK_IN_BOOKING), booking);
    r->check_in_booking->of->short_code = text_of(f, "1");
    assert_string_equal(refusal_name(ask_as(f, customer(f, DEVICE_KIOSK), r)), "NO_BOOKING");
    r->check_in_booking->of->short_code = text;
    assert_string_equal(refusal_name(ask_as(f, customer(f, DEVICE_GATEWAY), r)), "NONE");
}

static void short_code__has_eight_digits(void **state) {
    static const unsigned char all[CODE_SIZE] = {0xff, 0xff, 0xff, 0xff}, none[CODE_SIZE] = {0};
    char text[SHORT_CODE_SIZE];
    (void)state;
    assert_string_equal(short_code_text(all, text), "94967295");
    assert_string_equal(short_code_text(none, text), "00000000");
}

// ---------------------------------------------------------------- checks in

static void check_in__waits_outside_of_the_line_until_it_may_be_called(void **state) {
    struct fixture *f = *state;
    uint32_t booking = booked(f, SERVICE_A, MONDAY_1300_MS);
    Hallq__Request *r = booking_request(f, BODY(CHECK_IN_BOOKING), booking);
    assert_refused(f, DEVICE_LEAD, r, BOOKING_EARLY);
    assert_int_equal(f->decision.refusal.at_ms, MONDAY_1300_MS - 60 * A_MINUTE_MS);
    pass_s(f, 20 * 60); // 12:00
    uint64_t ticket = checked_in(f, booking);
    const Hallq__TicketRow *row = ticket_row(f, ticket);
    assert_int_equal(row->state, HALLQ__TICKET__STATE__WAITING);
    assert_false(row->in_line);
    assert_int_equal(row->rank_ms, MONDAY_1300_MS - 60 * A_MINUTE_MS);
    assert_int_equal(row->booking, booking);
    uint64_t before = take(f, SERVICE_A);
    assert_int_equal(next(f, 1), before); // nobody else can be called yet
    start(f, 1);
    finish(f, 1);
    uint64_t after = take(f, SERVICE_A);
    pass_s(f, 50 * 60 - 1);
    assert_false(ticket_row(f, ticket)->in_line);
    pass_s(f, 1); // 12:50
    assert_true(ticket_row(f, ticket)->in_line);
    assert_int_equal(ticket_row(f, ticket)->steps[0]->entered_at_ms, f->now_ms);
    assert_int_equal(next(f, 1), ticket); // who came after 12:00 is behind
    assert_int_equal(booking_now(f, booking)->ticket, ticket);
    assert_int_equal(booking_now(f, booking)->state, BOOKING_STATE(CHECKED_IN));
    start(f, 1);
    finish(f, 1);
    assert_int_equal(next(f, 1), after);
}

// Nobody is overtaken by more than the head start: who came before it is called first.
static void check_in__overtakes_nobody_beyond_the_head_start(void **state) {
    struct fixture *f = *state;
    uint32_t booking = booked(f, SERVICE_A, MONDAY_1300_MS);
    pass_s(f, 20 * 60 - 1);
    uint64_t long_before = take(f, SERVICE_A); // 11:59:59
    pass_s(f, 2);
    uint64_t after = take(f, SERVICE_A); // 12:00:01
    pass_s(f, 59 * 60);
    uint64_t ticket = checked_in(f, booking);
    assert_true(ticket_row(f, ticket)->in_line); // after 12:50 at once
    assert_int_equal(next(f, 1), long_before);
    start(f, 1);
    finish(f, 1);
    assert_int_equal(next(f, 1), ticket);
    start(f, 1);
    finish(f, 1);
    assert_int_equal(next(f, 1), after);
}

static void check_in__late_stands_further_back(void **state) {
    struct fixture *f = *state;
    uint32_t in_time = booked(f, SERVICE_A, MONDAY_1300_MS);
    uint32_t late = booked(f, SERVICE_A, MONDAY_1300_MS);
    pass_s(f, 90 * 60); // 13:10
    assert_int_equal(ticket_row(f, checked_in(f, in_time))->rank_ms,
                     MONDAY_1300_MS - 60 * A_MINUTE_MS);
    pass_s(f, 15 * 60); // 13:25
    assert_int_equal(ticket_row(f, checked_in(f, late))->rank_ms,
                     MONDAY_1300_MS - 45 * A_MINUTE_MS);
    assert_refused(f, DEVICE_LEAD, booking_request(f, BODY(CHECK_IN_BOOKING), late), BOOKING_OVER);
}

static void check_in__too_late_is_a_no_show(void **state) {
    struct fixture *f = *state;
    uint32_t booking = booked(f, SERVICE_A, MONDAY_1300_MS);
    pass_s(f, 110 * 60 - 1);
    assert_int_equal(booking_now(f, booking)->state, BOOKING_STATE(BOOKED));
    pass_s(f, 1); // 13:30
    assert_int_equal(booking_now(f, booking)->state, BOOKING_STATE(NO_SHOW));
    assert_refused(f, DEVICE_LEAD, booking_request(f, BODY(CHECK_IN_BOOKING), booking),
                   BOOKING_OVER);
    assert_refused(f, DEVICE_LEAD, booking_request(f, BODY(CANCEL_BOOKING), booking), BOOKING_OVER);
    assert_refused(f, DEVICE_LEAD, move_request(f, booking, TUESDAY_1000_MS), BOOKING_OVER);
}

// ---------------------------------------------------------------- swapped

static void swap__is_both_or_neither(void **state) {
    struct fixture *f = *state;
    uint64_t first = take(f, SERVICE_B), second = take(f, SERVICE_B);
    assert_refused(f, DEVICE_KIOSK, swap_request(f, first, MONDAY_1300_MS), NOT_OFFERED);
    offer(f, SERVICE_B);
    assert_done(f, DEVICE_KIOSK, swap_request(f, first, MONDAY_1300_MS));
    uint32_t booking = f->decision.done->booking;
    assert_int_equal(ticket_row(f, first)->state, HALLQ__TICKET__STATE__CANCELLED);
    assert_int_equal(EVENT_OF(f, TICKET_CANCELLED, TicketCancelled)->reason,
                     HALLQ__TICKET__CANCEL_REASON__SWAPPED);
    assert_int_equal(booking_now(f, booking)->from_ticket, first);
    assert_refused(f, DEVICE_KIOSK, swap_request(f, second, MONDAY_1300_MS), SLOT_FULL);
    assert_int_equal(ticket_row(f, second)->state, HALLQ__TICKET__STATE__WAITING);
    assert_int_equal(next(f, 2), second); // and it stands where it stood
    assert_refused(f, DEVICE_KIOSK, swap_request(f, second, MONDAY_1330_MS), WRONG_STATE);
}

static void swap__is_once(void **state) {
    struct fixture *f = *state;
    uint64_t ticket = take(f, SERVICE_B);
    offer(f, SERVICE_B);
    assert_done(f, DEVICE_KIOSK, swap_request(f, ticket, MONDAY_1300_MS));
    uint32_t booking = f->decision.done->booking;
    assert_refused(f, DEVICE_KIOSK, swap_request(f, ticket, MONDAY_1330_MS), WRONG_STATE);
    pass_s(f, 75 * 60);
    uint64_t again = checked_in(f, booking);
    assert_refused(f, DEVICE_KIOSK, swap_request(f, again, TUESDAY_1000_MS), SWAPPED_ALREADY);
}

// ---------------------------------------------------------------- a holiday, added later

static const Hallq__BookingList *bookings(struct fixture *f, int32_t day, bool to_decide) {
    Hallq__Request *r = request_new(f, BODY(GET_BOOKINGS));
    r->get_bookings->day = day;
    r->get_bookings->to_decide = to_decide;
    return ask_read(f, DEVICE_LEAD, r)->bookings;
}

static void settings__name_the_bookings_they_hit(void **state) {
    struct fixture *f = *state;
    uint32_t today = booked(f, SERVICE_A, MONDAY_1300_MS);
    uint32_t moved = booked(f, SERVICE_A, TUESDAY_1000_MS);
    uint32_t given_up = booked(f, SERVICE_A, TUESDAY_1000_MS);
    uint32_t left = booked(f, SERVICE_B, TUESDAY_1000_MS);
    holiday_add(f, MONDAY + 1);
    slotwork_apply(f);
    assert_int_equal(f->decision.done->n_bookings_hit, 3);
    assert_int_equal(EVENT_OF(f, BOOKINGS_HIT, BookingsHit)->n_bookings, 3);
    assert_int_equal(hall_row(f)->bookings_to_decide, 3);
    assert_int_equal(bookings(f, 0, true)->n_bookings, 3);
    assert_false(booking_now(f, today)->to_decide);
    assert_refused(f, DEVICE_LEAD, move_request(f, moved, TUESDAY_1000_MS), NO_SLOT);
    assert_done(f, DEVICE_LEAD, move_request(f, moved, TUESDAY_1000_MS + DAY_S * INT64_C(1000)));
    assert_int_equal(EVENT_OF(f, BOOKING_CHANGED, BookingChanged)->to_decide, 2);
    assert_done(f, DEVICE_LEAD, booking_request(f, BODY(CANCEL_BOOKING), given_up));
    assert_int_equal(bookings(f, 0, true)->n_bookings, 1);
    slotwork_apply(f); // the same again names nobody again
    assert_int_equal(f->decision.done->n_bookings_hit, 0);
    pass_s(f, DAY_S);
    assert_int_equal(booking_now(f, left)->state, BOOKING_STATE(CANCELLED)); // and no no-show
    assert_int_equal(hall_row(f)->bookings_to_decide, 0);
}

static void settings__let_go_of_those_that_fit_again(void **state) {
    struct fixture *f = *state;
    uint32_t booking = booked(f, SERVICE_A, TUESDAY_1000_MS);
    f->settings->services[0]->slots->slot_min = 45; // other times, but open then
    slotwork_apply(f);
    assert_int_equal(f->decision.done->n_bookings_hit, 0);
    Hallq__SlotSettings *slots_before = f->settings->services[0]->slots;
    f->settings->services[0]->slots = NULL;
    slotwork_apply(f);
    assert_true(booking_now(f, booking)->to_decide);
    f->settings->services[0]->slots = slots_before;
    slotwork_apply(f);
    assert_false(booking_now(f, booking)->to_decide);
    assert_int_equal(hall_row(f)->bookings_to_decide, 0);
}

// ---------------------------------------------------------------- lists and forgetting

static void bookings__are_listed_by_their_time(void **state) {
    struct fixture *f = *state;
    uint32_t later = booked(f, SERVICE_A, MONDAY_1330_MS);
    uint32_t sooner = booked(f, SERVICE_B, MONDAY_1300_MS);
    booked(f, SERVICE_A, TUESDAY_1000_MS);
    const Hallq__BookingList *list = bookings(f, 0, false);
    assert_int_equal(list->n_bookings, 2);
    assert_int_equal(list->bookings[0]->booking, sooner);
    assert_int_equal(list->bookings[1]->booking, later);
    assert_int_equal(bookings(f, MONDAY + 1, false)->n_bookings, 1);
}

static void booking__is_forgotten_after_its_day(void **state) {
    struct fixture *f = *state;
    Hallq__Booking *now;
    f->contact_sealed = "sealed contact";
    uint32_t booking = booked(f, SERVICE_A, MONDAY_1300_MS);
    f->contact_sealed = NULL;
    assert_int_equal(hall_row(f)->kept_cases, 1);
    pass_s(f, 9 * DAY_S);
    assert_int_equal(booking_find(&f->state, HALL, booking, &now), ERR_NOT_FOUND);
    assert_int_equal(hall_row(f)->kept_cases, 0);
}

static void forget__destroys_the_contact_alone(void **state) {
    struct fixture *f = *state;
    f->contact_sealed = "sealed contact";
    uint32_t booking = booked(f, SERVICE_A, MONDAY_1300_MS);
    f->contact_sealed = NULL;
    Hallq__Request *r = request_new(f, BODY(FORGET_BOOKING));
    r->forget_booking->booking = booking;
    assert_done(f, DEVICE_LEAD, r);
    assert_int_equal(EVENT_OF(f, BOOKING_FORGOTTEN, BookingForgotten)->n_sealed, 1);
    assert_false(booking_now(f, booking)->has_contact);
    assert_refused(f, DEVICE_LEAD, r, NO_CONTACT);
    pass_s(f, 20 * 60);
    checked_in(f, booking);
}

// ---------------------------------------------------------------- offered by itself

static void crowd_c(struct fixture *f) {
    for (uint32_t i = 0; i < 9; i++)
        take(f, SERVICE_C);
    mean_set(f, SERVICE_C, 270); // ten times 270 s at two counters: 22.5 minutes
    look(f);
    assert_int_equal(alert_need(f, KIND(LINE_CROWDED), SERVICE_C)->level, LEVEL(RED));
}

static size_t offers(struct fixture *f) {
    return ask_read(f, DEVICE_LEAD, request_new(f, BODY(GET_SNAPSHOT)))->snapshot->n_offers;
}

static int crowded_setup(void **state) {
    struct fixture *f = fixture_create();
    fixture_open(f);
    fixture_rough(f);
    slotwork_settings(f);
    f->settings->services[2]->slots = f->settings->services[0]->slots;
    f->settings->services[2]->slots->offer_by_itself = true;
    slotwork_apply(f);
    *state = f;
    return 0;
}

// TEST_WITH(crowded_setup)
static void a_red_alert__offers_appointments_until_it_is_over(void **state) {
    struct fixture *f = *state;
    crowd_c(f);
    assert_int_equal(offers(f), 1);
    const Hallq__MeasureTaken *taken = EVENT_OF(f, MEASURE_TAKEN, MeasureTaken);
    assert_int_equal(taken->by->staff, 0);
    assert_int_equal(taken->what->services[0], SERVICE_C);
    mean_set(f, SERVICE_C, 60);
    watch(f, 300);
    assert_null(alert_of(f, KIND(LINE_CROWDED), SERVICE_C));
    assert_int_equal(offers(f), 0);
}

// TEST_WITH(crowded_setup)
static void a_red_alert__does_not_offer_again_what_a_lead_has_ended(void **state) {
    struct fixture *f = *state;
    crowd_c(f);
    Hallq__Request *r = request_new(f, BODY(END_MEASURE));
    r->end_measure->measure = EVENT_OF(f, MEASURE_TAKEN, MeasureTaken)->measure;
    assert_done(f, DEVICE_LEAD, r);
    take(f, SERVICE_C);
    watch(f, 120);
    assert_int_equal(alert_need(f, KIND(LINE_CROWDED), SERVICE_C)->level, LEVEL(RED));
    assert_int_equal(offers(f), 0);
}

// TEST_WITH(crowded_setup)
static void a_red_alert__offers_nothing_where_settings_do_not_say_so(void **state) {
    struct fixture *f = *state;
    f->settings->services[2]->slots->offer_by_itself = false;
    slotwork_apply(f);
    crowd_c(f);
    assert_int_equal(offers(f), 0);
}

#define TEST_WITH(name, setup) cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)
#define TEST(name) cmocka_unit_test_setup_teardown(name, slotwork_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
