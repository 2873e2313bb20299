// forget.c - the contact and the name of a booking are destroyed: so long after its day, when its row
// goes too, or at once where somebody asks for it. The rule names the keys; the caller destroys these
// before the event is applied, so that the event tells what is done.
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_due.h"
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/slot/slot.h"

#define TEXTS_MAX 2

static int text_add(struct deciding *d, Hallq__BookingForgotten *forgotten, uint64_t sealed) {
    Hallq__SealedRow *row;
    if (!sealed)
        return ERR_OK;
    int err = sealed_row_get(d->state, key_sealed(d->hall, CASES_DAY, sealed), &row);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    forgotten->sealed[forgotten->n_sealed++] = sealed;
    if (!forgotten->n_keys || forgotten->keys[0] != row->key)
        forgotten->keys[forgotten->n_keys++] = row->key;
    return ERR_OK;
}

static int forgotten_emit(struct deciding *d, const Hallq__Booking *now, bool stays) {
    EMIT(d, BOOKING_FORGOTTEN, BookingForgotten, booking_forgotten, forgotten);
    forgotten->booking = now->booking;
    forgotten->stays = stays;
    forgotten->sealed = arena_need(d->state->arena, TEXTS_MAX * sizeof *forgotten->sealed);
    forgotten->keys = arena_need(d->state->arena, TEXTS_MAX * sizeof *forgotten->keys);
    int err = text_add(d, forgotten, now->contact_sealed);
    return err ? err : text_add(d, forgotten, now->name_sealed);
}

int booking_forget_due(struct deciding *d, const struct due_key *due) {
    Hallq__Booking *now;
    int err = booking_find(d->state, d->hall, (uint32_t)due->subject, &now);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    return forgotten_emit(d, now, false);
}

int forget_booking_decide(struct deciding *d, const Hallq__Request *request) {
    Hallq__Booking *now;
    int err = booking_find(d->state, d->hall, request->forget_booking->booking, &now);
    if (err)
        return err == ERR_NOT_FOUND ? refuse(d, HALLQ__REFUSAL__REASON__NO_BOOKING, NULL) : err;
    if (!now->contact_sealed && !now->name_sealed)
        return refuse(d, HALLQ__REFUSAL__REASON__NO_CONTACT, NULL);
    decision_done(d)->booking = now->booking;
    return forgotten_emit(d, now, true);
}

// ---------------------------------------------------------------- apply

static int row_forget(struct change *c, const Hallq__Booking *now) {
    int err = due_del(c->state, now->forget_at_ms, c->hall, HALLQ__DUE_ROW__KIND__BOOKING_FORGET,
                      now->booking);
    if (!err && now->late_at_ms)
        err = due_del(c->state, now->late_at_ms, c->hall, HALLQ__DUE_ROW__KIND__BOOKING_LATE,
                      now->booking);
    if (!err && now->state != HALLQ__BOOKING__STATE__CANCELLED)
        err = row_del(c->state, TABLE_CASE, key_booked_at(c->hall, now->at_ms, now->booking));
    if (!err)
        err = row_del(c->state, TABLE_CASE, key_of_cases(c->hall, PART_BOOKING, now->booking));
    if (err || !c->row->kept_cases)
        return err ? err : ERR_CORRUPT;
    c->row->kept_cases--;
    return ERR_OK;
}

int apply_booking_forgotten(struct change *c, const Hallq__BookingForgotten *event) {
    Hallq__Booking *now;
    int err = booking_find(c->state, c->hall, event->booking, &now);
    for (size_t i = 0; i < event->n_sealed && !err; i++)
        err = row_del(c->state, TABLE_SEALED, key_sealed(c->hall, CASES_DAY, event->sealed[i]));
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    if (!event->stays)
        return row_forget(c, now);
    now->contact_sealed = now->name_sealed = 0;
    now->has_contact = false;
    return booking_row_put(c->state, key_of_cases(c->hall, PART_BOOKING, now->booking), now);
}
