#include "tests/rules/slotwork.h"

#include "base/refusal.h"
#include "broker/hall/core/bookings.h"
#include "tests/rules/alerting.h"

#define BODY(CASE) HALLQ__REQUEST__BODY_##CASE

static void slots_give(struct fixture *f, size_t service, uint32_t capacity) {
    Hallq__SlotSettings *slots = settings_else(f, &hallq__slot_settings__descriptor);
    slots->capacity = capacity;
    f->settings->services[service]->slots = slots;
}

void slotwork_settings(struct fixture *f) {
    slots_give(f, 0, 2);
    slots_give(f, 1, 1);
}

void slotwork_apply(struct fixture *f) {
    Hallq__Request *r = request_new(f, BODY(APPLY_SETTINGS));
    r->apply_settings->settings = f->settings;
    assert_done(f, DEVICE_ADMIN, r);
}

int slotwork_setup(void **state) {
    struct fixture *f = fixture_create();
    fixture_open(f);
    slotwork_settings(f);
    slotwork_apply(f);
    *state = f;
    return 0;
}

Hallq__Request *book_request(struct fixture *f, uint32_t service, int64_t at_ms) {
    Hallq__Request *r = request_new(f, BODY(BOOK_SLOT));
    r->book_slot->service = service;
    r->book_slot->at_ms = at_ms;
    return r;
}

uint32_t booked(struct fixture *f, uint32_t service, int64_t at_ms) {
    assert_done(f, DEVICE_LEAD, book_request(f, service, at_ms));
    return f->decision.done->booking;
}

Hallq__OfBooking *of_booking(struct fixture *f, uint32_t booking) {
    Hallq__OfBooking *of = arena_need(&f->arena, sizeof *of);
    hallq__of_booking__init(of);
    of->booking = booking;
    return of;
}

Hallq__Request *booking_request(struct fixture *f, Hallq__Request__BodyCase body_case,
                                uint32_t booking) {
    Hallq__Request *r = request_new(f, body_case);
    Hallq__OfBooking *of = of_booking(f, booking);
    if (body_case == BODY(CHECK_IN_BOOKING))
        r->check_in_booking->of = of;
    else if (body_case == BODY(CANCEL_BOOKING))
        r->cancel_booking->of = of;
    else
        r->get_booking->of = of;
    return r;
}

Hallq__Request *move_request(struct fixture *f, uint32_t booking, int64_t at_ms) {
    Hallq__Request *r = request_new(f, BODY(MOVE_BOOKING));
    r->move_booking->of = of_booking(f, booking);
    r->move_booking->at_ms = at_ms;
    return r;
}

Hallq__Request *swap_request(struct fixture *f, uint64_t ticket, int64_t at_ms) {
    Hallq__Request *r = request_new(f, BODY(SWAP_TICKET));
    r->swap_ticket->which = which_of(f, ticket);
    r->swap_ticket->at_ms = at_ms;
    return r;
}

uint64_t checked_in(struct fixture *f, uint32_t booking) {
    assert_done(f, DEVICE_LEAD, booking_request(f, BODY(CHECK_IN_BOOKING), booking));
    return f->decision.done->ticket->ticket;
}

const Hallq__Booking *booking_now(struct fixture *f, uint32_t booking) {
    Hallq__Booking *now;
    assert_int_equal(booking_find(&f->state, HALL, booking, &now), ERR_OK);
    return now;
}

void offer(struct fixture *f, uint32_t service) {
    Hallq__Request *r = request_new(f, BODY(TAKE_MEASURE));
    Hallq__Measure *what = arena_need(&f->arena, sizeof *what);
    hallq__measure__init(what);
    what->kind = HALLQ__MEASURE__KIND__OFFER_APPOINTMENTS;
    what->services = arena_copy(&f->arena, &service, sizeof service);
    what->n_services = 1;
    r->take_measure->measure = what;
    assert_done(f, DEVICE_LEAD, r);
}

void holiday_add(struct fixture *f, int32_t day) {
    Hallq__Holiday *holiday = arena_need(&f->arena, sizeof *holiday);
    hallq__holiday__init(holiday);
    holiday->day = day;
    f->settings->holidays = arena_need(&f->arena, sizeof(Hallq__Holiday *));
    f->settings->holidays[0] = holiday;
    f->settings->n_holidays = 1;
}
