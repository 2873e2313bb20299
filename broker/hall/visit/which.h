// which.h - what most commands of a visit begin with: who asks, which ticket is meant, and whether
// the asker's counter can take a ticket.
#ifndef HALLQ_WHICH_H
#define HALLQ_WHICH_H

#include "broker/hall/core/deciding.h"

// by_customer: whether a kiosk or a gateway asks, for the customer whose code it gave.
bool by_customer(const struct deciding *d);

// code_right: whether a code that was given is the one that was made.
bool code_right(const ProtobufCBinaryData *mine, const ProtobufCBinaryData *given);

// on_floor: whether a guide, lead or manager asks: at a device of their role, or signed on at a
// counter, where they keep what they may do elsewhere.
bool on_floor(const struct deciding *d);

// ticket_find: the ticket that a Which names, by its id, or by its number if the number was given
// today or the ticket is still open; *ret is a fresh row. A kiosk or gateway must give the ticket's
// code. Refuses NO_TICKET or NUMBER_TWICE.
int ticket_find(struct deciding *d, const Hallq__Which *which, Hallq__TicketRow **ret);

// ticket_find_own: the ticket that the asker's counter holds. Refuses COUNTER_CLOSED,
// COUNTER_PAUSED or COUNTER_FREE if the counter holds none, WRONG_STATE if the ticket is in another
// state than `wanted` (NO_STATE: any).
int ticket_find_own(struct deciding *d, Hallq__Ticket__State wanted, Hallq__TicketRow **ret);

// of_today: whether the ticket was given on the current business day. The date it bears is not
// enough: a day may begin again (back.c), and then its earlier tickets are over.
bool of_today(const struct deciding *d, const Hallq__TicketRow *t);

// elsewhere: whether another counter than the asker's has called or serves the ticket.
bool elsewhere(const struct deciding *d, const Hallq__TicketRow *t);

// counter_free_check: refuses COUNTER_CLOSED, COUNTER_PAUSED or COUNTER_BUSY unless the asker's
// counter could take a ticket now.
int counter_free_check(struct deciding *d);

// note_check: refuses BAD_MESSAGE if a note is too long.
int note_check(struct deciding *d, const char *note);

#endif
