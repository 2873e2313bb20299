// applied.c - what the event of a booking changes: its row, its place among the times, what falls due.
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/slot/slot.h"

static bool counts(const Hallq__Booking *now) {
    return now->booking && now->state != HALLQ__BOOKING__STATE__CANCELLED;
}

static int due_shift(struct change *c, Hallq__DueRow__Kind kind, uint32_t booking, int64_t from_ms,
                     int64_t to_ms) {
    int err = from_ms ? due_del(c->state, from_ms, c->hall, kind, booking) : ERR_OK;
    return err || !to_ms ? err : due_put(c->state, to_ms, c->hall, kind, booking, NULL, 0);
}

static int place_put(struct change *c, const Hallq__Booking *now) {
    Hallq__BookedAtRow row = HALLQ__BOOKED_AT_ROW__INIT;
    row.service = now->service;
    row.booking = now->booking;
    row.waits = now->state == HALLQ__BOOKING__STATE__BOOKED;
    row.to_decide = now->to_decide;
    return booked_at_row_put(c->state, key_booked_at(c->hall, now->at_ms, now->booking), &row);
}

static int place_move(struct change *c, const Hallq__Booking *before, const Hallq__Booking *now) {
    int err = ERR_OK;
    if (counts(before) && (!counts(now) || before->at_ms != now->at_ms))
        err = row_del(c->state, TABLE_CASE, key_booked_at(c->hall, before->at_ms, now->booking));
    return err || !counts(now) ? err : place_put(c, now);
}

static int decide_count(struct change *c, bool before, bool now) {
    if (before && !c->row->bookings_to_decide)
        return ERR_CORRUPT;
    c->row->bookings_to_decide += (uint32_t)now - (uint32_t)before;
    return ERR_OK;
}

static int booking_set(struct change *c, const Hallq__Booking *before, const Hallq__Booking *now) {
    int err = due_shift(c, HALLQ__DUE_ROW__KIND__BOOKING_LATE, now->booking, before->late_at_ms,
                        now->late_at_ms);
    if (!err)
        err = due_shift(c, HALLQ__DUE_ROW__KIND__BOOKING_FORGET, now->booking, before->forget_at_ms,
                        now->forget_at_ms);
    if (!err)
        err = place_move(c, before, now);
    if (!err)
        err = decide_count(c, before->to_decide, now->to_decide);
    return err ? err
               : booking_row_put(c->state, key_of_cases(c->hall, PART_BOOKING, now->booking), now);
}

int apply_booking_changed(struct change *c, const Hallq__BookingChanged *event) {
    Hallq__Booking none = HALLQ__BOOKING__INIT, *before = &none;
    if (!event->now)
        return ERR_CORRUPT;
    int err = booking_find(c->state, c->hall, event->now->booking, &before);
    if (err == ERR_NOT_FOUND) {
        before = &none;
        c->row->cases = event->now->booking;
        c->row->kept_cases++;
    } else if (err) {
        return err;
    }
    c->row->booking_changes++;
    return booking_set(c, before, event->now);
}

static int hit_set(struct change *c, uint32_t booking, bool to_decide) {
    Hallq__Booking *before;
    int err = booking_find(c->state, c->hall, booking, &before);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    Hallq__Booking now = *before;
    now.to_decide = to_decide;
    return booking_set(c, before, &now);
}

int apply_bookings_hit(struct change *c, const Hallq__BookingsHit *event) {
    int err = ERR_OK;
    for (size_t i = 0; i < event->n_bookings && !err; i++)
        err = hit_set(c, event->bookings[i], true);
    for (size_t i = 0; i < event->n_freed && !err; i++)
        err = hit_set(c, event->freed[i], false);
    c->row->booking_changes++;
    return err;
}
