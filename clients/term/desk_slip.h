// desk_slip.h - a slip that is printed again: whose, at which kiosk if that of the slip before cannot, and what became of it.
#ifndef HALLQ_DESK_SLIP_H
#define HALLQ_DESK_SLIP_H

#include "desk.h"

// desk_slip_ask: asks for the number and orders its slip; `number` is meant if none is typed, "" none.
void desk_slip_ask(struct desk *d, const char *number);

// desk_slip_result: of what was ordered; asks for another kiosk where that one cannot print.
void desk_slip_result(struct desk *d, const struct hallq_result *result);

// desk_slip_event: says what became of the slip that was ordered last.
void desk_slip_event(struct desk *d, const Hallq__Event *event);

#endif
