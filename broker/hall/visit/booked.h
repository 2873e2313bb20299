// booked.h - a ticket that a booking becomes, and one that is given up for a booking.
#ifndef HALLQ_VISIT_BOOKED_H
#define HALLQ_VISIT_BOOKED_H

#include "broker/hall/core/deciding.h"

// booked_issue: emits the ticket of a booking whose customer is here, with its place in the line of the
// service, and puts its card into the answer. It stands outside of the line until offer_at_ms, like a
// ticket inside its gap; a time that is over: it enters at once. Neither hours nor caps hold it up, which
// the booking has met. Refuses HALL_FULL, NUMBERS_USED_UP.
struct booked {
    uint32_t booking;
    const Hallq__Service *service;
    int64_t rank_ms, offer_at_ms;
};
int booked_issue(struct deciding *d, const struct booked *booked,
                 const Hallq__TicketIssued **ret_issued);

// ticket_swap_emit: emits that a waiting ticket is given up for a booking.
void ticket_swap_emit(struct deciding *d, const Hallq__TicketRow *t);

#endif
