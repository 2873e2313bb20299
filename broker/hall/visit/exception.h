// exception.h - what people did by hand with a ticket, kept on its row for the day's report.
#ifndef HALLQ_EXCEPTION_H
#define HALLQ_EXCEPTION_H

#include "broker/hall/core/change.h"

// exception_add: what a person did by hand, for the day's report; beyond LIMIT_EXCEPTIONS_KEPT the
// journal alone has it. `by` may be NULL. The caller stores the row.
void exception_add(struct change *c, Hallq__TicketRow *t, Hallq__Exception__Kind kind,
                   const char *reason, const Hallq__By *by);

#endif
