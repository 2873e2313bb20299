// time_zone.h - whether a hall's table of zone changes is still the law.
#ifndef HALLQ_HALL_TIME_ZONE_H
#define HALLQ_HALL_TIME_ZONE_H

#include "broker/hall/core/decision.h"
#include "broker/hall/core/state.h"

// decide_time_zone: takes the result of comparing the hall's zone changes with the machine's zone
// data (base/zone.h). The record is NULL if the hall's row has that result already.
int decide_time_zone(struct state *s, int64_t now_ms, uint32_t hall, const Hallq__TimeZone *found,
                     struct decision *ret);

#endif
