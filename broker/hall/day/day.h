// day.h - when the next business day begins.
#ifndef HALLQ_DAY_H
#define HALLQ_DAY_H

#include "broker/hall/core/change.h"
#include "broker/hall/core/deciding.h"

// day_begin_again: opens the present business day anew, after hall time went back (back.c).
int day_begin_again(struct deciding *d);

// roll_schedule: moves the due row of the day roll.
int roll_schedule(struct change *c, int64_t at_ms);

#endif
