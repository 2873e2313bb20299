// booking.c - appointments: how far they are. Their lists are in no view, since whoever shows them asks for pages.
#include "fold.h"

static Hallq__BookingsNow *bookings_edit(struct hallq_view *v) {
    if (!v->staff)
        return NULL;
    if (!v->now.bookings) {
        Hallq__BookingsNow none = HALLQ__BOOKINGS_NOW__INIT;
        v->now.bookings = view_copy(&none, &v->memory);
    }
    part_changed(v, HALLQ_PART_BOOKINGS);
    v->now.bookings->changes++;
    return v->now.bookings;
}

void fold_booking_changed(struct fold *f, const Hallq__BookingChanged *e) {
    Hallq__BookingsNow *now = bookings_edit(f->v);
    if (now && e->now)
        now->to_decide = e->to_decide;
}

void fold_bookings_hit(struct fold *f, const Hallq__BookingsHit *e) {
    Hallq__BookingsNow *now = bookings_edit(f->v);
    if (now)
        now->to_decide = e->to_decide;
}
