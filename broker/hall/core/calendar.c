// calendar.c - local time without a time library: the settings carry the zone's changes in UTC, so
// that a replay years later sees the same days.
//
// A zone is a row of stretches with one offset each. Within a stretch local time runs as UTC does;
// at its end the wall's clock jumps ahead (a gap) or back (an overlap). Berlin, in UTC:
//
//   at_ms    2026-03-29 01:00   2026-10-25 01:00
//   offset   +7200              +3600
//   wall     02:00 -> 03:00     03:00 -> 02:00
//
// "The first instant the wall shows L or later" is asked of each stretch in turn: the first one
// that reaches L gives it. That is all there is to daylight saving here, both ways.
#include "broker/hall/core/calendar.h"

#include <string.h>

#define MINUTE_MS 60000LL
#define DAYS_OF_WEEK 7

// Turns days since 1970-01-01, a Thursday, into 1 Monday .. 7 Sunday.
static uint32_t weekday_of(int32_t day) {
    int32_t since_monday = (day % DAYS_OF_WEEK + 3 + DAYS_OF_WEEK) % DAYS_OF_WEEK;
    return (uint32_t)since_monday + 1;
}

static int64_t floor_day(int64_t local_ms) {
    return local_ms / CALENDAR_DAY_MS - (local_ms % CALENDAR_DAY_MS < 0);
}

struct stretch {
    int64_t from_ms, to_ms; // to_ms is not included
    int64_t offset_ms;
};

static struct stretch stretch_nth(const Hallq__HallSettings *h, size_t i) {
    return (struct stretch){
        .from_ms = i ? h->zone_changes[i]->at_ms : INT64_MIN,
        .to_ms = i + 1 < h->n_zone_changes ? h->zone_changes[i + 1]->at_ms : INT64_MAX,
        .offset_ms = h->zone_changes[i]->offset_s * 1000LL,
    };
}

static struct stretch stretch_at(const Hallq__HallSettings *h, int64_t at_ms) {
    size_t i = 0;
    while (i + 1 < h->n_zone_changes && h->zone_changes[i + 1]->at_ms <= at_ms)
        i++;
    return stretch_nth(h, i);
}

int64_t calendar_local_ms(const Hallq__HallSettings *h, int64_t at_ms) {
    return at_ms + stretch_at(h, at_ms).offset_ms;
}

int32_t calendar_local_day(const Hallq__HallSettings *h, int64_t at_ms) {
    return (int32_t)floor_day(calendar_local_ms(h, at_ms));
}

static int64_t first_instant_ms(const Hallq__HallSettings *h, int64_t local_ms) {
    struct stretch s;
    size_t i = 0;
    do
        s = stretch_nth(h, i++);
    while (local_ms - s.offset_ms >= s.to_ms);
    return local_ms - s.offset_ms > s.from_ms ? local_ms - s.offset_ms : s.from_ms;
}

int64_t calendar_midnight_ms(const Hallq__HallSettings *h, int32_t day) {
    return first_instant_ms(h, day * CALENDAR_DAY_MS);
}

int64_t calendar_day_start_ms(const Hallq__HallSettings *h, int32_t day) {
    return first_instant_ms(h, day * CALENDAR_DAY_MS + h->day_roll_min * MINUTE_MS);
}

int32_t calendar_business_day(const Hallq__HallSettings *h, int64_t at_ms) {
    int64_t local_ms = calendar_local_ms(h, at_ms) - h->day_roll_min * MINUTE_MS;
    int32_t day = (int32_t)floor_day(local_ms);
    // When the clock went back over the hall's hour, the day has begun though the wall does not
    // show the hour yet.
    while (calendar_day_start_ms(h, day + 1) <= at_ms)
        day++;
    return day;
}

int64_t calendar_instant_ms(const Hallq__HallSettings *h, int32_t day, uint32_t minute) {
    int64_t local_ms = day * CALENDAR_DAY_MS + minute * MINUTE_MS;
    int64_t at_ms = first_instant_ms(h, local_ms);
    return calendar_local_ms(h, at_ms) == local_ms ? at_ms : -1;
}

struct calendar_spans calendar_spans(const Hallq__HallSettings *h, struct calendar_hours hours,
                                     int32_t day) {
    uint32_t weekday = weekday_of(day);
    for (size_t i = 0; i < h->n_holidays; i++)
        if (h->holidays[i]->day == day)
            return (struct calendar_spans){h->holidays[i]->spans, h->holidays[i]->n_spans};
    for (size_t i = 0; i < hours.count; i++)
        if (hours.hours[i]->weekday == weekday)
            return (struct calendar_spans){hours.hours[i]->spans, hours.hours[i]->n_spans};
    return (struct calendar_spans){NULL, 0};
}

struct calendar_hours calendar_service_hours(const Hallq__HallSettings *h,
                                             const Hallq__Service *service) {
    return service->n_hours ? (struct calendar_hours){service->hours, service->n_hours}
                            : (struct calendar_hours){h->hours, h->n_hours};
}

static struct calendar_spans spans_of(const Hallq__HallSettings *h, const Hallq__Service *service,
                                      int32_t day) {
    return calendar_spans(h, calendar_service_hours(h, service), day);
}

bool calendar_open(const Hallq__HallSettings *h, const Hallq__Service *service, int64_t at_ms) {
    int64_t local_ms = calendar_local_ms(h, at_ms);
    int64_t day = floor_day(local_ms);
    int64_t minute = (local_ms - day * CALENDAR_DAY_MS) / MINUTE_MS;
    struct calendar_spans s = spans_of(h, service, (int32_t)day);
    for (size_t i = 0; i < s.count; i++)
        if (s.spans[i]->from_min <= minute && minute < s.spans[i]->to_min)
            return true;
    return false;
}

static int64_t sooner_edge(int64_t best_ms, int64_t after_ms, int64_t edge_ms) {
    return edge_ms > after_ms && edge_ms < best_ms ? edge_ms : best_ms;
}

// The next moment after at_ms at which hours could change: a span's end of the date on the wall,
// midnight, or a jump of the wall's clock.
static int64_t next_edge_ms(const Hallq__HallSettings *h, int64_t at_ms) {
    struct stretch stretch = stretch_at(h, at_ms);
    int64_t local_ms = at_ms + stretch.offset_ms;
    int64_t day = floor_day(local_ms), day_ms = day * CALENDAR_DAY_MS;
    int64_t best_ms = day_ms + CALENDAR_DAY_MS;
    for (size_t i = 0; i < h->n_services; i++) {
        struct calendar_spans s = spans_of(h, h->services[i], (int32_t)day);
        for (size_t k = 0; k < s.count; k++) {
            best_ms = sooner_edge(best_ms, local_ms, day_ms + s.spans[k]->from_min * MINUTE_MS);
            best_ms = sooner_edge(best_ms, local_ms, day_ms + s.spans[k]->to_min * MINUTE_MS);
        }
    }
    best_ms -= stretch.offset_ms;
    return best_ms < stretch.to_ms ? best_ms : stretch.to_ms;
}

static bool hours_differ(const Hallq__HallSettings *h, int64_t a_ms, int64_t b_ms) {
    for (size_t i = 0; i < h->n_services; i++)
        if (calendar_open(h, h->services[i], a_ms) != calendar_open(h, h->services[i], b_ms))
            return true;
    return false;
}

int64_t calendar_next_hours_ms(const Hallq__HallSettings *h, int64_t at_ms) {
    int64_t edge_ms = next_edge_ms(h, at_ms);
    while (edge_ms < at_ms + CALENDAR_LOOK_AHEAD_MS && !hours_differ(h, at_ms, edge_ms))
        edge_ms = next_edge_ms(h, edge_ms);
    return edge_ms;
}
