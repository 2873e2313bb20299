#include "broker/hall/visit/which.h"

#include <string.h>

#include "broker/hall/visit/numbers.h"

bool by_customer(const struct deciding *d) {
    return d->asker->role == HALLQ__DEVICE__ROLE__KIOSK ||
           d->asker->role == HALLQ__DEVICE__ROLE__GATEWAY;
}

bool on_floor(const struct deciding *d) {
    if (by_customer(d))
        return false;
    return d->asker->role != HALLQ__DEVICE__ROLE__COUNTER ||
           d->staff_role == HALLQ__STAFF__ROLE__GUIDE ||
           d->staff_role == HALLQ__STAFF__ROLE__LEAD ||
           d->staff_role == HALLQ__STAFF__ROLE__MANAGER;
}

// The comparison takes the same time whatever the code is, so that a code cannot be found byte by
// byte.
bool code_right(const ProtobufCBinaryData *mine, const ProtobufCBinaryData *given) {
    volatile unsigned char difference = 0;
    if (mine->len != CODE_SIZE || given->len != CODE_SIZE)
        return false;
    for (size_t i = 0; i < CODE_SIZE; i++)
        difference = difference | (mine->data[i] ^ given->data[i]);
    return !difference;
}

static bool code_made_right(const struct deciding *d, const Hallq__TicketRow *t,
                            enum code_power power, const ProtobufCBinaryData *given) {
    unsigned char made[CODE_SIZE];
    const ProtobufCBinaryData mine = {sizeof made, made};
    const struct code_maker *codes = d->asker->codes;
    return codes->code_cb(codes->arg, d->hall, t->day, t->ticket, power, made) &&
           code_right(&mine, given);
}

// Codes end with the business day of their ticket, whatever the ticket's state. A code that an
// earlier version stored is good for every power until then.
static bool code_good(const struct deciding *d, const Hallq__TicketRow *t,
                      const ProtobufCBinaryData *given) {
    if (!d->asker->codes)
        return code_right(&t->code, given);
    if (t->day != d->row->day)
        return false;
    if (t->code.len)
        return code_right(&t->code, given);
    return code_made_right(d, t, CODE_ACT, given) ||
           (d->reads && code_made_right(d, t, CODE_SEE, given));
}

// The ticket that is meant among those that bear a number: for a customer, the ticket whose code
// they gave. If the number may mean two tickets, only the asker can say which.
static int bearer_find(struct deciding *d, const Hallq__Which *which, Hallq__TicketRow **ret) {
    struct bearers bearers;
    size_t count = 0;
    int err = number_find(d, which->number, &bearers);
    for (size_t i = 0; i < bearers.count && !err; i++) {
        if (by_customer(d) && !code_good(d, bearers.rows[i], &which->code))
            continue;
        *ret = bearers.rows[i];
        count++;
    }
    if (err || count < 2)
        return err;
    return refuse(d, HALLQ__REFUSAL__REASON__NUMBER_TWICE, which->number);
}

int ticket_find(struct deciding *d, const Hallq__Which *which, Hallq__TicketRow **ret) {
    int err = ERR_OK;
    *ret = NULL;
    if (which && which->ticket)
        err = ticket_row_get(d->state, key_ticket(d->hall, which->ticket), ret);
    else if (which)
        err = bearer_find(d, which, ret);
    if (err && err != ERR_NOT_FOUND)
        return err;
    if (*ret && by_customer(d) && !code_good(d, *ret, &which->code))
        *ret = NULL;
    return *ret ? ERR_OK : refuse(d, HALLQ__REFUSAL__REASON__NO_TICKET, NULL);
}

// Refuses with the reason for which the asker's counter cannot do what was asked.
static int counter_refuse(struct deciding *d) {
    switch (d->counter_row->state) {
    case HALLQ__COUNTER__STATE__PAUSED:
        return refuse(d, HALLQ__REFUSAL__REASON__COUNTER_PAUSED, NULL);
    case HALLQ__COUNTER__STATE__FREE:
        return refuse(d, HALLQ__REFUSAL__REASON__COUNTER_FREE, NULL);
    case HALLQ__COUNTER__STATE__CALLING:
    case HALLQ__COUNTER__STATE__SERVING:
        return refuse(d, HALLQ__REFUSAL__REASON__COUNTER_BUSY, NULL);
    case HALLQ__COUNTER__STATE__NO_STATE:
    case HALLQ__COUNTER__STATE__CLOSED:
    case _HALLQ__COUNTER__STATE_IS_INT_SIZE:
        break;
    }
    return refuse(d, HALLQ__REFUSAL__REASON__COUNTER_CLOSED, NULL);
}

int ticket_find_own(struct deciding *d, Hallq__Ticket__State wanted, Hallq__TicketRow **ret) {
    if (!d->counter_row->ticket)
        return counter_refuse(d);
    int err = ticket_row_get(d->state, key_ticket(d->hall, d->counter_row->ticket), ret);
    if (err)
        return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
    if (!wanted || (*ret)->state == wanted)
        return ERR_OK;
    return refuse(d, HALLQ__REFUSAL__REASON__WRONG_STATE, NULL);
}

bool elsewhere(const struct deciding *d, const Hallq__TicketRow *t) {
    return (t->state == HALLQ__TICKET__STATE__CALLED ||
            t->state == HALLQ__TICKET__STATE__SERVING) &&
           t->counter != d->counter;
}

int counter_free_check(struct deciding *d) {
    return d->counter_row->state == HALLQ__COUNTER__STATE__FREE ? ERR_OK : counter_refuse(d);
}

bool of_today(const struct deciding *d, const Hallq__TicketRow *t) {
    return t->day == d->row->day && t->ticket >= d->row->first_ticket;
}

int note_check(struct deciding *d, const char *note) {
    return strlen(note) <= LIMIT_NOTE ? ERR_OK
                                      : refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "note");
}
