// ticket.h - what the row of a ticket says.
#ifndef HALLQ_VISIT_TICKET_H
#define HALLQ_VISIT_TICKET_H

#include <stdbool.h>

#include "record.pb-c.h"

// ticket_ratings: the score that the customer gave, and the score entered at a counter; 0: none.
// There may be both.
struct ratings {
    uint32_t customer, counter;
};
struct ratings ticket_ratings(const Hallq__TicketRow *row);
// ticket_ended: whether the ticket is finished, cancelled, or a no-show that has not come back.
bool ticket_ended(const Hallq__TicketRow *row);

#endif
