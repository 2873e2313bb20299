// book.c - a time is booked, moved and given up; a waiting ticket is swapped for one.
#include <string.h>

#include "base/character.h"
#include "base/contact.h"
#include "broker/hall/core/measures.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/slot/slot.h"
#include "broker/hall/visit/booked.h"
#include "broker/hall/visit/steps.h"
#include "broker/hall/visit/which.h"

// ---------------------------------------------------------------- what all share

void booking_time(struct deciding *d, Hallq__Booking *now, uint32_t service, int64_t at_ms) {
    struct slot_rules rules = slot_rules(settings_service(d->settings, service));
    now->service = service;
    now->at_ms = at_ms;
    now->late_at_ms = at_ms + rules.late_ms;
    now->forget_at_ms = slot_forget_ms(d->settings, now->late_at_ms);
    now->to_decide = false;
}

void booking_end(Hallq__Booking *now, Hallq__Booking__State state) {
    now->state = state;
    now->late_at_ms = 0;
    now->to_decide = false;
}

void booking_emit(struct deciding *d, Hallq__Booking *now, bool was_to_decide) {
    EMIT(d, BOOKING_CHANGED, BookingChanged, booking_changed, changed);
    changed->now = now;
    changed->to_decide = d->row->bookings_to_decide - (was_to_decide && !now->to_decide);
    if (d->asker)
        changed->by = by_make(d);
}

int slot_offered(struct deciding *d, uint32_t service, bool *ret) {
    struct measures kept = {.count = 0};
    int err = d->row->open_measures ? measures_read(d->state, d->hall, d->row, &kept) : ERR_OK;
    *ret = !err && appointments_offered(&kept, service);
    return err;
}

static int texts_check(struct deciding *d, const char *contact, const char *name) {
    if (contact_is_long(contact))
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "contact");
    if (*contact && !text_has_word(contact, strlen(contact)))
        return refuse(d, HALLQ__REFUSAL__REASON__NO_WORDS, "contact");
    return strlen(name) <= LIMIT_NOTE ? ERR_OK
                                      : refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "name");
}

// Customers book where the settings let them, or while they are offered to.
static int offered_check(struct deciding *d, uint32_t service, bool needed) {
    bool offered;
    if (!needed || !by_customer(d))
        return ERR_OK;
    int err = slot_offered(d, service, &offered);
    return err || offered ? err : refuse(d, HALLQ__REFUSAL__REASON__NOT_OFFERED, NULL);
}

// Books a time that is free; `from` is the ticket that is swapped for it, NULL: none.
static int booked(struct deciding *d, uint32_t service, int64_t at_ms,
                  const Hallq__TicketRow *from) {
    Hallq__Booking *now = arena_need(d->state->arena, sizeof *now);
    uint32_t number;
    hallq__booking__init(now);
    int err = slot_free(d, service, at_ms, 0);
    if (!err)
        err = case_number_new(d, by_customer(d), &number);
    if (err)
        return err;
    now->booking = number;
    now->state = HALLQ__BOOKING__STATE__BOOKED;
    now->booked_at_ms = d->now_ms;
    now->booked_by = by_make(d);
    if (from) {
        now->from_ticket = from->ticket;
        now->from_number = from->number;
    }
    booking_time(d, now, service, at_ms);
    now->contact_sealed = seal_take_of_case(d, &d->asker->sealed_contact, number);
    now->name_sealed = seal_take_of_case(d, &d->asker->sealed_note, number);
    now->has_contact = now->contact_sealed != 0;
    booking_emit(d, now, false);
    decision_done(d)->booking = number;
    return ERR_OK;
}

// ---------------------------------------------------------------- the commands

int book_slot_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__BookSlot *c = request->book_slot;
    struct slot_rules rules = slot_rules(settings_service(d->settings, c->service));
    int err = texts_check(d, c->contact, c->name);
    if (!err)
        err = offered_check(d, c->service, rules.given && rules.offered_only);
    return err ? err : booked(d, c->service, c->at_ms, NULL);
}

// The ticket goes first, so that who books sees the line without it; if the time is taken it stays.
int swap_ticket_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__SwapTicket *c = request->swap_ticket;
    Hallq__TicketRow *t;
    int err = texts_check(d, c->contact, c->name);
    if (!err)
        err = ticket_find(d, c->which, &t);
    if (err)
        return err;
    if (t->state != HALLQ__TICKET__STATE__WAITING)
        return refuse(d, HALLQ__REFUSAL__REASON__WRONG_STATE, NULL);
    if (t->booking)
        return refuse(d, HALLQ__REFUSAL__REASON__SWAPPED_ALREADY, NULL);
    uint32_t service = service_now(t);
    if ((err = offered_check(d, service, true)))
        return err;
    ticket_swap_emit(d, t);
    if ((err = step_apply(d)))
        return err;
    return booked(d, service, c->at_ms, t);
}

int move_booking_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__MoveBooking *c = request->move_booking;
    Hallq__Booking *now;
    int err = booking_open(d, c->of, false, &now);
    if (err)
        return err;
    uint32_t service = c->service ? c->service : now->service;
    if (service != now->service && by_customer(d))
        return refuse(d, HALLQ__REFUSAL__REASON__NOT_ALLOWED, "service");
    if (service == now->service && c->at_ms == now->at_ms && !now->to_decide)
        return refuse(d, HALLQ__REFUSAL__REASON__ALREADY, NULL);
    if ((err = slot_free(d, service, c->at_ms, now->booking)))
        return err;
    bool to_decide = now->to_decide;
    booking_time(d, now, service, c->at_ms);
    now->moved++;
    booking_emit(d, now, to_decide);
    decision_done(d)->booking = now->booking;
    return ERR_OK;
}

int cancel_booking_decide(struct deciding *d, const Hallq__Request *request) {
    Hallq__Booking *now;
    int err = booking_open(d, request->cancel_booking->of, false, &now);
    if (err)
        return err;
    bool to_decide = now->to_decide;
    booking_end(now, HALLQ__BOOKING__STATE__CANCELLED);
    booking_emit(d, now, to_decide);
    decision_done(d)->booking = now->booking;
    return ERR_OK;
}
