// slip.h - the slip of a ticket, from its order to its end (the picture is in proto/slip.proto).
#ifndef HALLQ_VISIT_SLIP_H
#define HALLQ_VISIT_SLIP_H

#include "broker/hall/core/deciding.h"

// slip_issue: orders the slip of a ticket that is issued now, if the issue names a printer at which
// the asker may print; *ret is the slip as it will be, NULL: none.
int slip_issue(struct deciding *d, const Hallq__Issue *issue, uint64_t ticket, Hallq__Slip **ret);

#endif
