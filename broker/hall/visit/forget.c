// forget.c - forgetting a customer: the contact and every note of a ticket. The rule names the
// sealed texts; the caller destroys their keys before the event is applied, so that the event tells
// what is done. The rows go, and the journal and the backups keep boxes that nobody can open.
//
// A ticket's row names its newest note; each sealed note names the note before it.
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_event.h"
#include "broker/hall/visit/answer.h"
#include "broker/hall/visit/sealed.h"
#include "broker/hall/visit/which.h"

#define NOTES_MAX 1000 // of one ticket: a longer chain is a damaged one

int sealed_find(struct state *s, uint32_t hall, int32_t from_day, uint64_t sealed, int32_t *ret_day,
                Hallq__SealedRow **ret) {
    const Hallq__HallRow *row;
    int err = hall_row_get(s, key_hall(hall), &row);
    if (err)
        return err;
    if (from_day <= row->purged_upto_day)
        from_day = row->purged_upto_day + 1;
    for (*ret_day = row->day; *ret_day >= from_day; --*ret_day) {
        err = sealed_row_get(s, key_sealed(hall, *ret_day, sealed), ret);
        if (err != ERR_NOT_FOUND)
            return err;
    }
    return ERR_NOT_FOUND;
}

// Adds a sealed text to the event; *ret_before: the text before it. A purged text has no row.
static int sealed_add(struct deciding *d, const Hallq__TicketRow *t, uint64_t sealed,
                      Hallq__ContactForgotten *forgotten, uint64_t *ret_before) {
    Hallq__SealedRow *row;
    int32_t day;
    *ret_before = 0;
    int err = sealed ? sealed_find(d->state, d->hall, t->day, sealed, &day, &row) : ERR_NOT_FOUND;
    if (err)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    Hallq__ContactForgotten__Sealed *one = arena_need(d->state->arena, sizeof *one);
    hallq__contact_forgotten__sealed__init(one);
    one->day = day;
    one->sealed = sealed;
    one->key = row->key;
    forgotten->sealed[forgotten->n_sealed++] = one;
    *ret_before = row->before;
    return ERR_OK;
}

static int sealed_gather(struct deciding *d, const Hallq__TicketRow *t,
                         Hallq__ContactForgotten *forgotten) {
    uint64_t note = t->note_sealed, before;
    forgotten->sealed =
        arena_need(d->state->arena, (NOTES_MAX + 1) * sizeof(Hallq__ContactForgotten__Sealed *));
    int err = sealed_add(d, t, t->contact_sealed, forgotten, &before);
    while (!err && note && forgotten->n_sealed < NOTES_MAX) {
        err = sealed_add(d, t, note, forgotten, &before);
        note = before;
    }
    return err;
}

int forget_contact_decide(struct deciding *d, const Hallq__Request *request) {
    Hallq__TicketRow *t;
    int err = ticket_find(d, request->forget_contact->which, &t);
    if (err)
        return err;
    if (!t->contact_sealed && !t->note_sealed)
        return refuse(d, HALLQ__REFUSAL__REASON__NO_CONTACT, NULL);
    EMIT(d, CONTACT_FORGOTTEN, ContactForgotten, contact_forgotten, forgotten);
    forgotten->ticket = t->ticket;
    forgotten->by = by_make(d);
    if ((err = sealed_gather(d, t, forgotten)))
        return err;
    t->contact_sealed = t->note_sealed = 0;
    return answer(d, t, true);
}

int apply_contact_forgotten(struct change *c, const Hallq__ContactForgotten *event) {
    Hallq__TicketRow *t;
    int err = change_ticket_get(c, event->ticket, &t);
    for (size_t i = 0; i < event->n_sealed && !err; i++)
        err = row_del(c->state, TABLE_SEALED,
                      key_sealed(c->hall, event->sealed[i]->day, event->sealed[i]->sealed));
    if (err)
        return err;
    t->contact_sealed = t->note_sealed = 0;
    return change_ticket_put(c, t);
}
