// double_press.h - the second press of a kiosk's key. For issue.c.
#ifndef HALLQ_DOUBLE_PRESS_H
#define HALLQ_DOUBLE_PRESS_H

#include "broker/hall/deciding.h"

// double_press_find: the ticket that this kiosk was given for the same a moment ago, NULL none. Of
// contacts it only knows whether there are any.
int double_press_find(struct deciding *d, const Hallq__Issue *issue, Hallq__TicketRow **ret);

// double_press_emit: that ticket is the answer, with its code.
int double_press_emit(struct deciding *d, const Hallq__TicketRow *t);

#endif
