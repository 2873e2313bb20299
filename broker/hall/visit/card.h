// card.h - a ticket as people see it.
#ifndef HALLQ_CARD_H
#define HALLQ_CARD_H

#include "broker/hall/core/deciding.h"

// card_make: a ticket as its customer may see it, with people ahead and the rough wait (waiting
// tickets). `staff`: also what staff may see.
int card_make(struct deciding *d, const Hallq__TicketRow *ticket, bool staff,
              Hallq__TicketCard **ret);

// card_in_line: the card for staff of a ticket of which it is known how many are ahead, and how many open counters take from its line.
int card_in_line(struct deciding *d, const Hallq__TicketRow *t, uint32_t people_ahead,
                 uint32_t counters, Hallq__TicketCard **ret);

// line_counters: how many open counters take from a line.
int line_counters(struct deciding *d, const Hallq__Line *line, uint32_t *ret_count);

#endif
