// double_press.h - the second press of a kiosk's key. For issue.c.
#ifndef HALLQ_DOUBLE_PRESS_H
#define HALLQ_DOUBLE_PRESS_H

#include "broker/hall/core/deciding.h"

// double_press_list: the tickets that this kiosk was given for the same a moment ago, newest first; of
// contacts it only knows whether there are any.
int double_press_list(struct deciding *d, const Hallq__Issue *issue, struct presses *ret);

// double_press_find: the one of them that this issue asks for again, by asker.pressed if it has a
// contact. NULL: none.
int double_press_find(struct deciding *d, const Hallq__Issue *issue, Hallq__TicketRow **ret);

// double_press_emit: that ticket is the answer, with its code.
int double_press_emit(struct deciding *d, const Hallq__TicketRow *t);

#endif
