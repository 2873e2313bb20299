// period.h - days, weeks and months, in business days.
#ifndef HALLQ_PERIOD_H
#define HALLQ_PERIOD_H

#include "command.pb-c.h"

// period_end: the last day of the day, week (from Monday) or month that `day` is in.
int32_t period_end(Hallq__GetRange__Periods by, int32_t day);

#endif
