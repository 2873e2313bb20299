// learn.h - what an event of a visit teaches of waits: who joins, who is called, who gives up, who
// comes. For apply; each returns ERR_OK or a store error, and does nothing in a hall without
// forecasts.
#ifndef HALLQ_WAIT_LEARN_H
#define HALLQ_WAIT_LEARN_H

#include "broker/hall/core/change.h"

// wait_joined: the ticket, which stands in its line, was told this forecast (NULL: none). The caller
// stores the row.
void wait_joined(Hallq__TicketRow *t, const Hallq__Forecast *forecast);

// wait_called: the ticket, which still stands in its line, is called for the first time. Of a line that
// is no service's nothing is learnt. The caller takes it out of its line and stores the row.
int wait_called(struct change *c, Hallq__TicketRow *t);

// wait_given_up: the ticket was cancelled, and has left this line. The caller stores the row.
int wait_given_up(struct change *c, Hallq__TicketRow *t, const Hallq__Line *left);

// wait_came: whether the customer of a called ticket came.
int wait_came(struct change *c, bool came);

#endif
