// bookings.c - the table of appointments: how far each has come, and the commands about it.
#include "base/refusal.h"
#include "tests/rules/hall.h"
#include "tests/rules/slotwork.h"
#include "tests/rules/states/states.h"

#define OTHER_TIME_MS (MONDAY_1140_MS + 20 * A_MINUTE_MS) // 12:00, of the same line

static void settle_in(struct fixture *f) {
    slotwork_settings(f);
    slotwork_apply(f);
}

static uint64_t booking_none(struct fixture *f) {
    settle_in(f);
    return NOBODY;
}

static uint64_t booking_to_come(struct fixture *f) {
    settle_in(f);
    return booked(f, SERVICE_B, TUESDAY_1000_MS);
}

static uint64_t booking_near(struct fixture *f) {
    settle_in(f);
    return booked(f, SERVICE_B, MONDAY_1140_MS + 50 * A_MINUTE_MS);
}

static uint64_t booking_closed_then(struct fixture *f) {
    uint64_t booking = booking_to_come(f);
    holiday_add(f, MONDAY + 1);
    slotwork_apply(f);
    return booking;
}

static uint64_t booking_checked_in(struct fixture *f) {
    uint64_t booking = booking_near(f);
    checked_in(f, (uint32_t)booking);
    return booking;
}

static uint64_t booking_no_show(struct fixture *f) {
    settle_in(f);
    uint64_t booking = booked(f, SERVICE_B, OTHER_TIME_MS);
    pass_s(f, 50 * 60);
    return booking;
}

static uint64_t booking_cancelled(struct fixture *f) {
    uint64_t booking = booking_to_come(f);
    assert_done(f, DEVICE_LEAD, booking_request(f, BODY(CANCEL_BOOKING), (uint32_t)booking));
    return booking;
}

const struct row booking_rows[] = {
    {"none", booking_none},
    {"to come", booking_to_come},
    {"near", booking_near},
    {"closed then", booking_closed_then},
    {"checked in", booking_checked_in},
    {"no-show", booking_no_show},
    {"cancelled", booking_cancelled},
    {NULL, NULL},
};

static void move_fill(struct fixture *f, Hallq__Request *r, uint64_t booking) {
    r->move_booking =
        move_request(f, (uint32_t)booking, TUESDAY_1000_MS + 24 * 60 * A_MINUTE_MS)->move_booking;
}

static void cancel_fill(struct fixture *f, Hallq__Request *r, uint64_t booking) {
    r->cancel_booking->of = of_booking(f, (uint32_t)booking);
}

static void check_in_fill(struct fixture *f, Hallq__Request *r, uint64_t booking) {
    r->check_in_booking->of = of_booking(f, (uint32_t)booking);
}

static void customer_fill(struct fixture *f, Hallq__Request *r, uint64_t booking) {
    check_in_fill(f, r, booking);
}

static void forget_fill(struct fixture *f, Hallq__Request *r, uint64_t booking) {
    (void)f;
    r->forget_booking->booking = (uint32_t)booking;
}

const struct column booking_columns[] = {
    {"move", BODY(MOVE_BOOKING), DEVICE_LEAD, move_fill, NULL},
    {"cancel", BODY(CANCEL_BOOKING), DEVICE_LEAD, cancel_fill, NULL},
    {"check in", BODY(CHECK_IN_BOOKING), DEVICE_LEAD, check_in_fill, NULL},
    {"check in, without the code", BODY(CHECK_IN_BOOKING), DEVICE_KIOSK, customer_fill, NULL},
    {"forget", BODY(FORGET_BOOKING), DEVICE_LEAD, forget_fill, NULL},
    {NULL, 0, 0, NULL, NULL},
};

// ---------------------------------------------------------------- times

static uint64_t slot_free_now(struct fixture *f) {
    settle_in(f);
    return NOBODY;
}

static uint64_t slot_full(struct fixture *f) {
    settle_in(f);
    booked(f, SERVICE_B, TUESDAY_1000_MS);
    return NOBODY;
}

static uint64_t slot_of_a_holiday(struct fixture *f) {
    holiday_add(f, MONDAY + 1);
    settle_in(f);
    return NOBODY;
}

static uint64_t slot_offered_only(struct fixture *f) {
    slotwork_settings(f);
    f->settings->services[1]->slots->offered_only = true;
    slotwork_apply(f);
    return NOBODY;
}

static uint64_t slot_offered_now(struct fixture *f) {
    slot_offered_only(f);
    offer(f, SERVICE_B);
    return NOBODY;
}

const struct row slot_rows[] = {
    {"free", slot_free_now},
    {"full", slot_full},
    {"of a holiday", slot_of_a_holiday},
    {"only while offered", slot_offered_only},
    {"offered now", slot_offered_now},
    {NULL, NULL},
};

static void book_fill(struct fixture *f, Hallq__Request *r, uint64_t nobody) {
    (void)nobody;
    r->book_slot = book_request(f, SERVICE_B, TUESDAY_1000_MS)->book_slot;
}

static void swap_fill(struct fixture *f, Hallq__Request *r, uint64_t nobody) {
    (void)nobody;
    r->swap_ticket = swap_request(f, take(f, SERVICE_B), TUESDAY_1000_MS)->swap_ticket;
}

const struct column slot_columns[] = {
    {"book, customer", BODY(BOOK_SLOT), DEVICE_KIOSK, book_fill, NULL},
    {"book, floor", BODY(BOOK_SLOT), DEVICE_LEAD, book_fill, NULL},
    {"swap, customer", BODY(SWAP_TICKET), DEVICE_KIOSK, swap_fill, NULL},
    {"swap, floor", BODY(SWAP_TICKET), DEVICE_LEAD, swap_fill, NULL},
    {NULL, 0, 0, NULL, NULL},
};
