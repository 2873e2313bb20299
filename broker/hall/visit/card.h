// card.h - a ticket as people see it.
#ifndef HALLQ_CARD_H
#define HALLQ_CARD_H

#include "broker/hall/core/deciding.h"

// card_make: a ticket's card as its customer may see it, for a waiting ticket with people ahead and
// the range of its wait. `staff`: also the fields that staff may see.
int card_make(struct deciding *d, const Hallq__TicketRow *ticket, bool staff,
              Hallq__TicketCard **ret);

// card_in_line: the staff's card of a waiting ticket whose place is known: how many people are
// ahead, and how many open counters take from its line. `now`: the hall, for all tickets of a list.
struct hall_now;
int card_in_line(struct deciding *d, const struct hall_now *now, const Hallq__TicketRow *t,
                 uint32_t people_ahead, uint32_t counters, Hallq__TicketCard **ret);

// line_counters: how many open counters take from a line.
int line_counters(struct deciding *d, const Hallq__Line *line, uint32_t *ret_count);

#endif
