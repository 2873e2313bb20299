// report.h - a day's figures.
#ifndef HALLQ_REPORT_H
#define HALLQ_REPORT_H

#include "broker/hall/core/state.h"
#include "command.pb-c.h"

// report_make: makes one business day's figures from its tickets. day 0: today. For a worker's read
// transaction.
int report_make(struct state *s, uint32_t hall, int32_t day, Hallq__Report **ret);

#endif
