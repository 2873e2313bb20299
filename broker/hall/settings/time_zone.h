// time_zone.h - whether a hall's table of zone changes still is the law.
#ifndef HALLQ_HALL_TIME_ZONE_H
#define HALLQ_HALL_TIME_ZONE_H

#include "broker/hall/core/decision.h"
#include "broker/hall/core/state.h"

// decide_time_zone: what the hall's zone changes came to when they were compared with the machine's
// zone data (base/zone.h). The record is NULL if that is known already.
int decide_time_zone(struct state *s, int64_t now_ms, uint32_t hall, const Hallq__TimeZone *found,
                     struct decision *ret);

#endif
