// oldest.h - who has waited longest in a line.
#ifndef HALLQ_WAIT_OLDEST_H
#define HALLQ_WAIT_OLDEST_H

#include "broker/hall/core/rows.h"

#define OLDEST_LOOKED 16 // the most tickets looked at in a line, if all in front have head starts

// entered_line_ms: since when a ticket that waits has waited in its line: since it entered, or since the
// time of its rank where that is later, as for one that comes back behind others after a no-show. A wait ends
// at the call: who was called before, and is back from a hold or a gap, has waited since then.
int64_t entered_line_ms(const Hallq__TicketRow *t);

// oldest_entered: when the ticket that has waited longest entered the line of a service, hall time;
// 0: nobody waits there. A ticket whose row cannot be read is passed over. Returns ERR_OK or a store
// error.
int oldest_entered(struct state *s, uint32_t hall, uint32_t service, int64_t *ret_at_ms);

#endif
