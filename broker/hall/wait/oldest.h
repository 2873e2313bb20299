// oldest.h - who has waited longest in a line.
#ifndef HALLQ_WAIT_OLDEST_H
#define HALLQ_WAIT_OLDEST_H

#include "broker/hall/core/state.h"

// oldest_entered: when the ticket that has waited longest entered the line of a service, hall time;
// 0: nobody waits there. A ticket whose row cannot be read is passed over. Returns ERR_OK or a store
// error.
int oldest_entered(struct state *s, uint32_t hall, uint32_t service, int64_t *ret_at_ms);

#endif
