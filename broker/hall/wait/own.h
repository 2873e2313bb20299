// own.h - the range of one ticket that waits: from now on, by its own place.
#ifndef HALLQ_WAIT_OWN_H
#define HALLQ_WAIT_OWN_H

#include "broker/forecast/range.h"
#include "broker/hall/wait/given.h"

// own_rest: the forecast of how long a ticket that stands in the line of a service still waits. Its
// upper end is never below what its own pace allows, once it has moved up by three places. *ret is
// not told of a ticket that stands in no such line. Returns ERR_OK or a store error.
int own_rest(const struct hall_now *now, const Hallq__TicketRow *t, struct given *ret);

// range_said: a forecast as people read it; both ends 0 where it is not to be told.
struct range range_said(bool told, double lower_s, double upper_s);

#endif
