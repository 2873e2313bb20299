// staffing.h - counters against the flow of people: how many were busy, how many the flow needed, and
// which hours it argues for.
#ifndef HALLQ_STAFFING_H
#define HALLQ_STAFFING_H

#include "broker/hall/fold/tally.h"
#include "command.pb-c.h"

// staffing_tell: fills the report's half hours and its hours; `days` of the tally had a ticket.
void staffing_tell(const struct tally *t, uint32_t days, Hallq__RangeReport *report);

#endif
