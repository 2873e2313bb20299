// calendar.h - the hall's own calendar: local time by the table of zone changes, the business day,
// and when services are open. Pure arithmetic over settings that have been checked.
#ifndef HALLQ_CALENDAR_H
#define HALLQ_CALENDAR_H

#include <stdbool.h>

#include "settings.pb-c.h"

#define CALENDAR_DAY_MS (24 * 60 * 60 * 1000LL)

// How far calendar_next_hours looks ahead for a change.
#define CALENDAR_LOOK_AHEAD_MS (32 * CALENDAR_DAY_MS)

// calendar_local_ms: what a clock on the hall's wall shows, in milliseconds since 1970-01-01 of the
// local calendar. Before the table's first entry its first offset holds, after its last the last.
int64_t calendar_local_ms(const Hallq__HallSettings *h, int64_t at_ms);

// calendar_local_day: the date on that wall, in days since 1970-01-01.
int32_t calendar_local_day(const Hallq__HallSettings *h, int64_t at_ms);

// calendar_day_start_ms: when a business day begins: the first instant at which the wall shows the
// hall's hour of that date, or later. Inside a gap that is the gap's end; of an hour that comes
// twice, the first one.
int64_t calendar_day_start_ms(const Hallq__HallSettings *h, int32_t day);

// calendar_business_day: the last business day that has begun.
int32_t calendar_business_day(const Hallq__HallSettings *h, int64_t at_ms);

// calendar_open: the service is inside its hours: those of a holiday's date if it is one, else its
// own of the weekday, else the hall's.
bool calendar_open(const Hallq__HallSettings *h, const Hallq__Service *service, int64_t at_ms);

// calendar_next_hours_ms: the first instant after at_ms at which some service opens or closes. If
// none does within CALENDAR_LOOK_AHEAD_MS, an instant not before that, to look again.
int64_t calendar_next_hours_ms(const Hallq__HallSettings *h, int64_t at_ms);

#endif
