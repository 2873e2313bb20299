// bookings.h - the rows of bookings: one by its number, and one by its time while it counts.
//
//   BOOKING    number            Booking       until it is forgotten
//   BOOKED_AT  minute, number    BookedAtRow   of those that were not cancelled
#ifndef HALLQ_CORE_BOOKINGS_H
#define HALLQ_CORE_BOOKINGS_H

#include <stdbool.h>

#include "broker/hall/core/rows.h"

// booking_find: the booking of that number, fresh, in the arena. ERR_NOT_FOUND: there is none, or it was
// forgotten.
int booking_find(struct state *s, uint32_t hall, uint32_t booking, Hallq__Booking **ret);

// booked_each: calls row_cb for the bookings from the minute of from_ms on, up to but without upto_ms,
// by their time, behind the booking `after` in the first minute, until it returns other than 0. Rows
// that cannot be read are passed over.
int booked_each(struct state *s, uint32_t hall, int64_t from_ms, uint32_t after, int64_t upto_ms,
                int (*row_cb)(void *arg, const Hallq__BookedAtRow *row), void *arg);

// booked_count: how many have booked a time of the service from from_ms on, up to but without upto_ms;
// `but` is not counted.
int booked_count(struct state *s, uint32_t hall, uint32_t service, int64_t from_ms, int64_t upto_ms,
                 uint32_t but, uint32_t *ret);

#endif
