// slot.h - what the files of this wing share: the times a service gives, and bookings of them.
//
// A booking's life is in proto/slot.proto. Its place: rank = max(booked, check-in - grace) - head start,
// so that nobody who waits is overtaken by more than the published head start; and it enters the line
// callable_min before the booked time, not earlier. Example, a head start of 60 min: booked for 10:00,
// it goes before who came after 09:00, and is called from 09:50 on.
//
// How many have booked a time is counted in the turn that books it, so that two never get the last.
#ifndef HALLQ_SLOT_H
#define HALLQ_SLOT_H

#include "broker/hall/core/bookings.h"
#include "broker/hall/core/case_number.h"
#include "broker/hall/core/cases.h"
#include "broker/hall/core/change.h"
#include "broker/hall/core/deciding.h"

// ---------------------------------------------------------------- times (times.c)

// The settings of a service's times; all 0 where it gives none.
struct slot_rules {
    bool given;
    uint32_t slot_min, capacity, days_ahead;
    int64_t slot_ms, early_ms, late_ms, grace_ms, head_start_ms, callable_ms;
    bool offered_only;
};
struct slot_rules slot_rules(const Hallq__Service *service);

// slots_each: the times of a service on a date, in their order, until slot_cb returns other than 0.
void slots_each(const Hallq__HallSettings *h, const Hallq__Service *service, int32_t day,
                int (*slot_cb)(void *arg, int64_t at_ms), void *arg);

// slot_given: whether at_ms is one of its times. slot_inside: whether the service gives appointments then,
// at whatever minute they begin.
bool slot_given(const Hallq__HallSettings *h, const Hallq__Service *service, int64_t at_ms);
bool slot_inside(const Hallq__HallSettings *h, const Hallq__Service *service, int64_t at_ms);

// slot_last_day: the last date that can be booked now.
int32_t slot_last_day(const struct deciding *d, const struct slot_rules *rules);

// slot_free: refuses NO_SERVICE, NO_SLOT or SLOT_FULL unless that time of the service can be booked;
// `but` is the booking that moves there, 0: none.
int slot_free(struct deciding *d, uint32_t service, int64_t at_ms, uint32_t but);

// slot_forget_ms: when the contact of somebody who has booked that time is destroyed.
int64_t slot_forget_ms(const Hallq__HallSettings *h, int64_t at_ms);

// ---------------------------------------------------------------- bookings

// booking_need: the booking that is meant, fresh; customers give its code, or where `short_will_do` its short
// one. Refuses NO_BOOKING. booking_open: the same of one that is still to come; refuses BOOKING_OVER.
int booking_need(struct deciding *d, const Hallq__OfBooking *of, bool short_will_do,
                 Hallq__Booking **ret);
int booking_open(struct deciding *d, const Hallq__OfBooking *of, bool short_will_do,
                 Hallq__Booking **ret);

// booking_code: makes the code of a booking; false: its key is gone, or none are made here.
bool booking_code(const struct deciding *d, uint32_t booking, unsigned char ret[CODE_SIZE]);

// booking_time: sets the time of a booking, and what falls due by it.
void booking_time(struct deciding *d, Hallq__Booking *now, uint32_t service, int64_t at_ms);

// booking_end: it is not to come any more; the caller says so.
void booking_end(Hallq__Booking *now, Hallq__Booking__State state);

// booking_emit: says what a booking is now, which needed a decision before or not; it stays the caller's,
// in the arena.
void booking_emit(struct deciding *d, Hallq__Booking *now, bool was_to_decide);

// slot_offered: whether customers are offered appointments for the service now.
int slot_offered(struct deciding *d, uint32_t service, bool *ret);

#endif
