#include "broker/hall/visit/ticket.h"

bool ticket_ended(const Hallq__TicketRow *row) {
    return row->state == HALLQ__TICKET__STATE__NO_SHOW ||
           row->state == HALLQ__TICKET__STATE__CANCELLED ||
           row->state == HALLQ__TICKET__STATE__FINISHED;
}

struct ratings ticket_ratings(const Hallq__TicketRow *row) {
    return row->rated_at_counter ? (struct ratings){row->second_rating, row->rating}
                                 : (struct ratings){row->rating, row->second_rating};
}
