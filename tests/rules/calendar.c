// Local time, business days and hours in three zones: daylight saving ahead and back in Europe and
// America, none in China. Times in UTC are written out beside what the wall shows.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "broker/hall/core/calendar.h"

#define MINUTE 60000LL
#define HOUR (60 * MINUTE)
#define DAY CALENDAR_DAY_MS
#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

// Days since 1970-01-01.
#define SPRING_EU 20541 // Sunday 2026-03-29
#define AUTUMN_EU 20751 // Sunday 2026-10-25
#define SPRING_US 20520 // Sunday 2026-03-08
#define AUTUMN_US 20758 // Sunday 2026-11-01
#define MONDAY 20150    // 2025-03-03

static Hallq__ZoneChange changes[3];
static Hallq__ZoneChange *change_list[3] = {&changes[0], &changes[1], &changes[2]};
static Hallq__Span spans[2];
static Hallq__Span *span_list[2] = {&spans[0], &spans[1]};
static Hallq__DayHours days[7];
static Hallq__DayHours *day_list[7];
static Hallq__Service service;
static Hallq__Service *service_list[1] = {&service};
static Hallq__Holiday holiday;
static Hallq__Holiday *holiday_list[1] = {&holiday};

static void zone(Hallq__HallSettings *h, size_t count, const int64_t (*rows)[2]) {
    for (size_t i = 0; i < count; i++) {
        hallq__zone_change__init(&changes[i]);
        changes[i].at_ms = rows[i][0];
        changes[i].offset_s = (int32_t)rows[i][1];
    }
    h->zone_changes = change_list;
    h->n_zone_changes = count;
}

static Hallq__HallSettings hall(void) {
    Hallq__HallSettings h = HALLQ__HALL_SETTINGS__INIT;
    hallq__service__init(&service);
    service.id = 1;
    h.services = service_list;
    h.n_services = 1;
    return h;
}

static Hallq__HallSettings berlin(void) {
    static const int64_t rows[][2] = {{SPRING_EU * DAY - 154 * DAY + HOUR, 3600},
                                      {SPRING_EU * DAY + HOUR, 7200},
                                      {AUTUMN_EU * DAY + HOUR, 3600}};
    Hallq__HallSettings h = hall();
    zone(&h, COUNT_OF(rows), rows);
    return h;
}

static Hallq__HallSettings new_york(void) {
    static const int64_t rows[][2] = {{SPRING_US * DAY - 126 * DAY, -18000},
                                      {SPRING_US * DAY + 7 * HOUR, -14400},
                                      {AUTUMN_US * DAY + 6 * HOUR, -18000}};
    Hallq__HallSettings h = hall();
    zone(&h, COUNT_OF(rows), rows);
    return h;
}

static Hallq__HallSettings shanghai(void) {
    static const int64_t rows[][2] = {{0, 28800}};
    Hallq__HallSettings h = hall();
    zone(&h, COUNT_OF(rows), rows);
    return h;
}

// The same spans on each day but those of `closed` (bits, Monday lowest).
static void open_daily(Hallq__HallSettings *h, uint32_t from_a, uint32_t to_a, uint32_t from_b,
                       uint32_t to_b, unsigned closed) {
    const uint32_t ends[2][2] = {{from_a, to_a}, {from_b, to_b}};
    for (size_t i = 0; i < 2; i++) {
        hallq__span__init(&spans[i]);
        spans[i].from_min = ends[i][0];
        spans[i].to_min = ends[i][1];
    }
    h->n_hours = 0;
    for (size_t i = 0; i < 7; i++) {
        hallq__day_hours__init(&days[i]);
        days[i].weekday = (uint32_t)i + 1;
        days[i].spans = span_list;
        days[i].n_spans = to_b ? 2 : 1;
        if (!(closed >> i & 1))
            day_list[h->n_hours++] = &days[i];
    }
    h->hours = day_list;
}

// ---------------------------------------------------------------- local time

static void local_time__jumps_ahead_and_falls_back(void **state) {
    Hallq__HallSettings h = berlin();
    (void)state;
    int64_t spring_ms = SPRING_EU * DAY + HOUR, autumn_ms = AUTUMN_EU * DAY + HOUR;
    assert_int_equal(calendar_local_ms(&h, spring_ms - 1), SPRING_EU * DAY + 2 * HOUR - 1);
    assert_int_equal(calendar_local_ms(&h, spring_ms), SPRING_EU * DAY + 3 * HOUR);
    assert_int_equal(calendar_local_ms(&h, autumn_ms - 1), AUTUMN_EU * DAY + 3 * HOUR - 1);
    assert_int_equal(calendar_local_ms(&h, autumn_ms), AUTUMN_EU * DAY + 2 * HOUR);
}

static void local_time__goes_on_before_and_behind_the_table(void **state) {
    Hallq__HallSettings h = shanghai();
    (void)state;
    assert_int_equal(calendar_local_ms(&h, -DAY), -DAY + 8 * HOUR);
    assert_int_equal(calendar_local_day(&h, -9 * HOUR), -1);
    assert_int_equal(calendar_local_day(&h, -8 * HOUR), 0);
    assert_int_equal(calendar_local_day(&h, MONDAY * DAY + 16 * HOUR - 1), MONDAY);
    assert_int_equal(calendar_local_day(&h, MONDAY * DAY + 16 * HOUR), MONDAY + 1);
}

// ---------------------------------------------------------------- business days

static void business_day__begins_at_the_halls_hour(void **state) {
    Hallq__HallSettings h = shanghai();
    (void)state;
    h.day_roll_min = 180;
    int64_t start_ms = MONDAY * DAY + 3 * HOUR - 8 * HOUR;
    assert_int_equal(calendar_day_start_ms(&h, MONDAY), start_ms);
    assert_int_equal(calendar_business_day(&h, start_ms - 1), MONDAY - 1);
    assert_int_equal(calendar_business_day(&h, start_ms), MONDAY);
    assert_int_equal(calendar_business_day(&h, start_ms + DAY - 1), MONDAY);
}

static void business_day__begins_at_midnight_if_the_hall_says_so(void **state) {
    Hallq__HallSettings h = new_york();
    (void)state;
    assert_int_equal(calendar_day_start_ms(&h, SPRING_US), SPRING_US * DAY + 5 * HOUR);
    assert_int_equal(calendar_day_start_ms(&h, SPRING_US + 1), (SPRING_US + 1) * DAY + 4 * HOUR);
}

static void business_day__begins_at_the_end_of_a_gap(void **state) {
    Hallq__HallSettings h = berlin();
    (void)state;
    h.day_roll_min = 150;                      // 02:30, which the wall never shows that day
    int64_t start_ms = SPRING_EU * DAY + HOUR; // 03:00 summer time
    assert_int_equal(calendar_day_start_ms(&h, SPRING_EU), start_ms);
    assert_int_equal(calendar_business_day(&h, start_ms - 1), SPRING_EU - 1);
    assert_int_equal(calendar_business_day(&h, start_ms), SPRING_EU);
    // 23 hours and a half later the wall shows half past two again.
    assert_int_equal(calendar_day_start_ms(&h, SPRING_EU + 1), (SPRING_EU + 1) * DAY + HOUR / 2);
}

static void business_day__begins_once_in_an_hour_that_comes_twice(void **state) {
    Hallq__HallSettings h = berlin();
    (void)state;
    h.day_roll_min = 150; // 02:30 comes at 00:30 and at 01:30 UTC
    int64_t start_ms = AUTUMN_EU * DAY + HOUR / 2;
    assert_int_equal(calendar_day_start_ms(&h, AUTUMN_EU), start_ms);
    assert_int_equal(calendar_business_day(&h, start_ms - 1), AUTUMN_EU - 1);
    assert_int_equal(calendar_business_day(&h, start_ms), AUTUMN_EU);
    // The wall goes back to 02:00: the day does not.
    assert_int_equal(calendar_business_day(&h, AUTUMN_EU * DAY + HOUR), AUTUMN_EU);
    assert_int_equal(calendar_business_day(&h, AUTUMN_EU * DAY + HOUR + 29 * MINUTE), AUTUMN_EU);
    assert_int_equal(calendar_day_start_ms(&h, AUTUMN_EU + 1),
                     (AUTUMN_EU + 1) * DAY + HOUR + HOUR / 2);
}

static void business_day__same_in_new_york(void **state) {
    Hallq__HallSettings h = new_york();
    (void)state;
    h.day_roll_min = 150;
    assert_int_equal(calendar_day_start_ms(&h, SPRING_US), SPRING_US * DAY + 7 * HOUR);
    h.day_roll_min = 90; // 01:30 comes at 05:30 and at 06:30 UTC
    assert_int_equal(calendar_day_start_ms(&h, AUTUMN_US), AUTUMN_US * DAY + 5 * HOUR + HOUR / 2);
    assert_int_equal(calendar_business_day(&h, AUTUMN_US * DAY + 6 * HOUR), AUTUMN_US);
}

// Every quarter of an hour of a year: the day never goes back, and begins when it says.
static void business_day__never_goes_back(void **state) {
    Hallq__HallSettings halls[] = {berlin(), new_york(), shanghai()};
    Hallq__HallSettings (*const zones[])(void) = {berlin, new_york, shanghai};
    (void)state;
    for (size_t z = 0; z < COUNT_OF(zones); z++) {
        for (uint32_t roll_min = 0; roll_min < 1440; roll_min += 30) {
            halls[z] = zones[z]();
            halls[z].day_roll_min = roll_min;
            int32_t before = calendar_business_day(&halls[z], (SPRING_US - 30) * DAY);
            for (int64_t at_ms = (SPRING_US - 30) * DAY; at_ms < (AUTUMN_US + 30) * DAY;
                 at_ms += 15 * MINUTE) {
                int32_t day = calendar_business_day(&halls[z], at_ms);
                assert_true(day == before || day == before + 1);
                assert_true(calendar_day_start_ms(&halls[z], day) <= at_ms);
                assert_true(calendar_day_start_ms(&halls[z], day + 1) > at_ms);
                before = day;
            }
        }
    }
}

// ---------------------------------------------------------------- hours

static void hours__have_breaks_and_closed_weekdays(void **state) {
    Hallq__HallSettings h = shanghai();
    int64_t midnight_ms = MONDAY * DAY - 8 * HOUR;
    (void)state;
    open_daily(&h, 8 * 60, 12 * 60, 14 * 60, 18 * 60, 1 << 6);
    assert_false(calendar_open(&h, &service, midnight_ms + 8 * HOUR - 1));
    assert_true(calendar_open(&h, &service, midnight_ms + 8 * HOUR));
    assert_true(calendar_open(&h, &service, midnight_ms + 12 * HOUR - 1));
    assert_false(calendar_open(&h, &service, midnight_ms + 12 * HOUR));
    assert_true(calendar_open(&h, &service, midnight_ms + 14 * HOUR));
    assert_false(calendar_open(&h, &service, midnight_ms + 18 * HOUR));
    assert_false(calendar_open(&h, &service, midnight_ms - DAY + 10 * HOUR)); // Sunday
    assert_int_equal(calendar_next_hours_ms(&h, midnight_ms), midnight_ms + 8 * HOUR);
    assert_int_equal(calendar_next_hours_ms(&h, midnight_ms + 8 * HOUR), midnight_ms + 12 * HOUR);
    assert_int_equal(calendar_next_hours_ms(&h, midnight_ms + 13 * HOUR), midnight_ms + 14 * HOUR);
    // Saturday evening to Monday morning.
    assert_int_equal(calendar_next_hours_ms(&h, midnight_ms + 5 * DAY + 18 * HOUR),
                     midnight_ms + 7 * DAY + 8 * HOUR);
}

static void hours__of_the_service_go_before_the_halls(void **state) {
    static Hallq__Span night = HALLQ__SPAN__INIT;
    static Hallq__Span *night_list[] = {&night};
    static Hallq__DayHours monday = HALLQ__DAY_HOURS__INIT;
    static Hallq__DayHours *monday_list[] = {&monday};
    Hallq__HallSettings h = shanghai();
    int64_t midnight_ms = MONDAY * DAY - 8 * HOUR;
    (void)state;
    open_daily(&h, 8 * 60, 18 * 60, 0, 0, 0);
    night.from_min = 20 * 60;
    night.to_min = 1440;
    monday.weekday = 1;
    monday.spans = night_list;
    monday.n_spans = 1;
    service.hours = monday_list;
    service.n_hours = 1;
    assert_false(calendar_open(&h, &service, midnight_ms + 10 * HOUR));
    assert_true(calendar_open(&h, &service, midnight_ms + DAY - 1));
    assert_false(calendar_open(&h, &service, midnight_ms + DAY));
    assert_int_equal(calendar_next_hours_ms(&h, midnight_ms + 21 * HOUR), midnight_ms + DAY);
    assert_int_equal(calendar_next_hours_ms(&h, midnight_ms + DAY),
                     midnight_ms + 7 * DAY + 20 * HOUR);
}

static void hours__of_a_holiday_are_its_own(void **state) {
    Hallq__HallSettings h = shanghai();
    int64_t midnight_ms = MONDAY * DAY - 8 * HOUR;
    (void)state;
    open_daily(&h, 8 * 60, 18 * 60, 0, 0, 0);
    hallq__holiday__init(&holiday);
    holiday.day = MONDAY;
    h.holidays = holiday_list;
    h.n_holidays = 1;
    assert_false(calendar_open(&h, &service, midnight_ms + 10 * HOUR));
    assert_true(calendar_open(&h, &service, midnight_ms + DAY + 10 * HOUR));
    assert_int_equal(calendar_next_hours_ms(&h, midnight_ms - 6 * HOUR),
                     midnight_ms + DAY + 8 * HOUR);
    holiday.spans = span_list;
    holiday.n_spans = 1;
    spans[0].from_min = 9 * 60;
    spans[0].to_min = 11 * 60;
    assert_true(calendar_open(&h, &service, midnight_ms + 10 * HOUR));
    assert_false(calendar_open(&h, &service, midnight_ms + 11 * HOUR));
}

static void hours__follow_the_wall_through_a_gap_and_an_overlap(void **state) {
    Hallq__HallSettings h = berlin();
    (void)state;
    open_daily(&h, 150, 180, 0, 0, 0); // 02:30 to 03:00, as night desks have it
    int64_t spring_ms = SPRING_EU * DAY, autumn_ms = AUTUMN_EU * DAY;
    // Spring: it would open at 01:30 UTC, but the wall jumps over it. Next at 00:30 the day after.
    assert_int_equal(calendar_next_hours_ms(&h, spring_ms), spring_ms + DAY + HOUR / 2);
    // Autumn: open 00:30 to 01:00 UTC, then again 01:30 to 02:00.
    assert_int_equal(calendar_next_hours_ms(&h, autumn_ms), autumn_ms + HOUR / 2);
    assert_int_equal(calendar_next_hours_ms(&h, autumn_ms + HOUR / 2), autumn_ms + HOUR);
    assert_int_equal(calendar_next_hours_ms(&h, autumn_ms + HOUR), autumn_ms + HOUR + HOUR / 2);
    assert_int_equal(calendar_next_hours_ms(&h, autumn_ms + HOUR + HOUR / 2), autumn_ms + 2 * HOUR);
}

static void hours__that_never_change_are_looked_at_again(void **state) {
    Hallq__HallSettings h = shanghai();
    int64_t at_ms = MONDAY * DAY;
    (void)state;
    open_daily(&h, 0, 1440, 0, 0, 0);
    assert_true(calendar_open(&h, &service, at_ms));
    int64_t next_ms = calendar_next_hours_ms(&h, at_ms);
    assert_true(next_ms >= at_ms + CALENDAR_LOOK_AHEAD_MS);
    assert_true(next_ms <= at_ms + CALENDAR_LOOK_AHEAD_MS + DAY);
    h.n_hours = 0; // never open
    assert_true(calendar_next_hours_ms(&h, at_ms) >= at_ms + CALENDAR_LOOK_AHEAD_MS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#include "tests.inc"
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
