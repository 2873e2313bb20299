// serve.h - the begin and the end of a service at a counter, as parts of a larger command.
#ifndef HALLQ_SERVE_H
#define HALLQ_SERVE_H

#include "broker/hall/core/change.h"
#include "command.pb-c.h"

struct deciding;

// finish_here: ends the ticket that the asker's counter serves. Returns ERR_OK, ERR_REFUSED or a
// store error.
int finish_here(struct deciding *d, const Hallq__Finish *finish);

// serve_at: the ticket is served at this counter at once, by the person of `by` (NULL: nobody). The
// caller stores the row.
int serve_at(struct change *c, Hallq__TicketRow *t, uint32_t counter, const Hallq__By *by);

#endif
