// exception.h - what people did with a ticket by hand, kept on the ticket's row for the day's
// report.
#ifndef HALLQ_EXCEPTION_H
#define HALLQ_EXCEPTION_H

#include "broker/hall/core/change.h"

// exception_add: adds what a person did by hand to the row; beyond LIMIT_EXCEPTIONS_KEPT only the
// journal has it. `by` may be NULL. The caller stores the row.
void exception_add(struct change *c, Hallq__TicketRow *t, Hallq__Exception__Kind kind,
                   const char *reason, const Hallq__By *by);

#endif
