// reveal.c - a contact shown to a person who gives a reason and their PIN. The broker opens the
// seal when the record is on the disk, so that no contact is seen unrecorded.
#include <string.h>

#include "base/character.h"
#include "base/pin.h"
#include "broker/hall/core/bookings.h"
#include "broker/hall/core/cases.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/counter/pin.h"
#include "broker/hall/visit/answer.h"
#include "broker/hall/visit/which.h"

// Checks the reason: a code where the settings have codes, else words, which are sealed.
static int reveal_check(struct deciding *d, const Hallq__RevealContact *c) {
    const Hallq__HallSettings *h = d->settings;
    if (strlen(c->reason) > LIMIT_REVEAL_REASON)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "reason");
    if (*c->code || h->n_reveal_reasons)
        return code_known(h->reveal_reasons, h->n_reveal_reasons, c->code)
                   ? ERR_OK
                   : refuse(d, HALLQ__REFUSAL__REASON__NO_REASON, NULL);
    if (!*c->reason)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "reason");
    return text_has_word(c->reason, strlen(c->reason))
               ? ERR_OK
               : refuse(d, HALLQ__REFUSAL__REASON__NO_WORDS, "reason");
}

static int case_look(struct deciding *d, uint32_t case_id, bool *ret_has_contact) {
    Hallq__CaseRow *row;
    Hallq__Booking *booking;
    int err = case_find(d->state, d->hall, case_id, &row);
    if (!err) {
        *ret_has_contact = row->now->has_contact;
        return ERR_OK;
    }
    if (err == ERR_NOT_FOUND)
        err = booking_find(d->state, d->hall, case_id, &booking);
    if (err)
        return err == ERR_NOT_FOUND ? refuse(d, HALLQ__REFUSAL__REASON__NO_CASE, NULL) : err;
    *ret_has_contact = booking->has_contact;
    return ERR_OK;
}

static int ticket_look(struct deciding *d, const Hallq__Which *which, Hallq__TicketRow **ret,
                       bool *ret_has_contact) {
    int err = ticket_find(d, which, ret);
    *ret_has_contact = !err && (*ret)->contact_sealed && (*ret)->day > d->row->purged_upto_day;
    return err;
}

int reveal_contact_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__RevealContact *c = request->reveal_contact;
    Hallq__TicketRow *t = NULL;
    bool has_contact = false;
    int err = reveal_check(d, c);
    if (!err)
        err = c->case_id ? case_look(d, c->case_id, &has_contact)
                         : ticket_look(d, c->which, &t, &has_contact);
    if (err)
        return err;
    if (!has_contact)
        return refuse(d, HALLQ__REFUSAL__REASON__NO_CONTACT, NULL);
    if (!*request->reveal_contact->pin)
        return refuse(d, HALLQ__REFUSAL__REASON__PIN_NEEDED, NULL);
    if ((err = pin_prove(d, d->staff)))
        return err;
    if (pin_is_short(c->pin, d->staff_role >= HALLQ__STAFF__ROLE__LEAD))
        return refuse(d, HALLQ__REFUSAL__REASON__PIN_TOO_SHORT, NULL);
    EMIT(d, CONTACT_REVEALED, ContactRevealed, contact_revealed, revealed);
    revealed->ticket = t ? t->ticket : 0;
    revealed->case_id = c->case_id;
    revealed->reason = c->code;
    revealed->reason_sealed = seal_take(d, &d->asker->sealed_note, 0);
    revealed->by = by_make(d);
    decision_done(d)->case_id = c->case_id;
    return t ? answer(d, t, true) : ERR_OK;
}

// The event is kept in the journal alone; no row changes.
int apply_contact_revealed(struct change *c, const Hallq__ContactRevealed *event) {
    return event->by ? pin_proved(c, event->by->staff, event->by->device) : ERR_OK;
}
