// stars.h - the best clerks of a range of days (服务明星), by a rule that proto/range.proto states at Star.
#ifndef HALLQ_STARS_H
#define HALLQ_STARS_H

#include "broker/hall/fold/tally.h"
#include "command.pb-c.h"

#define STARS 3

// stars_choose: names the stars in the report, without their days. stars_day: adds what a day's sums
// say of them.
void stars_choose(const struct tally *t, Hallq__RangeReport *report);
void stars_day(struct arena *arena, int32_t day, const struct tally *sums,
               Hallq__RangeReport *report);

#endif
