// slotwork.h - the fixture's words for appointments.
#ifndef HALLQ_RULES_SLOTWORK_H
#define HALLQ_RULES_SLOTWORK_H

#include "tests/rules/fixture.h"

#define BOOKING_STATE(NAME) HALLQ__BOOKING__STATE__##NAME
#define A_MINUTE_MS INT64_C(60000)
#define MONDAY_1300_MS (MONDAY_1140_MS + 80 * A_MINUTE_MS)
#define MONDAY_1330_MS (MONDAY_1140_MS + 110 * A_MINUTE_MS)
#define TUESDAY_1000_MS (MONDAY_1140_MS + (22 * 60 + 20) * A_MINUTE_MS)

// slotwork_settings: service A gives times each half hour to two people, service B to one, with all else
// as where a file is silent. slotwork_apply: applies the fixture's settings as they are. slotwork_setup: for
// cmocka, an open hall with them.
void slotwork_settings(struct fixture *f);
void slotwork_apply(struct fixture *f);
int slotwork_setup(void **state);

// book_request: by whoever asks. booked: the number of a booking that the lead makes, which must be done.
Hallq__Request *book_request(struct fixture *f, uint32_t service, int64_t at_ms);
uint32_t booked(struct fixture *f, uint32_t service, int64_t at_ms);

// of_booking: names a booking. booking_request: check_in_booking, cancel_booking or get_booking of it.
// move_request, swap_request: to that time.
Hallq__OfBooking *of_booking(struct fixture *f, uint32_t booking);
Hallq__Request *booking_request(struct fixture *f, Hallq__Request__BodyCase body_case,
                                uint32_t booking);
Hallq__Request *move_request(struct fixture *f, uint32_t booking, int64_t at_ms);
Hallq__Request *swap_request(struct fixture *f, uint64_t ticket, int64_t at_ms);

// checked_in: the ticket that a booking becomes, at the lead's console.
uint64_t checked_in(struct fixture *f, uint32_t booking);

// booking_now: as it is; the test fails if there is none.
const Hallq__Booking *booking_now(struct fixture *f, uint32_t booking);

// holiday_add: a day without hours, in the fixture's settings.
void holiday_add(struct fixture *f, int32_t day);

// offer: a lead offers appointments for the service.
void offer(struct fixture *f, uint32_t service);

#endif
