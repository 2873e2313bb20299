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
// local calendar. Before the table's first entry the first offset holds, after the last entry the
// last offset.
int64_t calendar_local_ms(const Hallq__HallSettings *h, int64_t at_ms);

// calendar_local_day: the date on the hall's wall, in days since 1970-01-01.
int32_t calendar_local_day(const Hallq__HallSettings *h, int64_t at_ms);

// calendar_midnight_ms: when a date begins on the hall's wall.
int64_t calendar_midnight_ms(const Hallq__HallSettings *h, int32_t day);

// calendar_day_start_ms: when a business day begins: the first instant at which the wall shows the
// hall's hour of that date, or later. If the hour lies in a gap, the day begins at the gap's end;
// if the hour comes twice, the day begins at the first.
int64_t calendar_day_start_ms(const Hallq__HallSettings *h, int32_t day);

// calendar_business_day: the last business day that has begun.
int32_t calendar_business_day(const Hallq__HallSettings *h, int64_t at_ms);

// calendar_open: whether the service is inside its hours: those of the holiday if the date is one,
// else the service's own of the weekday, else the hall's of the weekday.
bool calendar_open(const Hallq__HallSettings *h, const Hallq__Service *service, int64_t at_ms);

// calendar_spans: the hours of a date: those of the holiday if it is one, else those of the weekday in
// `hours`, else none. calendar_service_hours: the service's own hours, or the hall's, for it.
struct calendar_spans {
    Hallq__Span *const *spans;
    size_t count;
};
struct calendar_hours {
    Hallq__DayHours *const *hours;
    size_t count;
};
struct calendar_spans calendar_spans(const Hallq__HallSettings *h, struct calendar_hours hours,
                                     int32_t day);
struct calendar_hours calendar_service_hours(const Hallq__HallSettings *h,
                                             const Hallq__Service *service);

// calendar_instant_ms: when the wall shows this minute of the date; -1: it never does. Of one that comes
// twice the first.
int64_t calendar_instant_ms(const Hallq__HallSettings *h, int32_t day, uint32_t minute);

// calendar_next_hours_ms: the first instant after at_ms at which some service opens or closes. If
// no service does within CALENDAR_LOOK_AHEAD_MS, an instant no earlier than that, from which to
// look again.
int64_t calendar_next_hours_ms(const Hallq__HallSettings *h, int64_t at_ms);

#endif
