// tzif.c - the file is a head and a block of version 1, which are passed over; a head and a block
// with 64-bit times; and a line with the rule for all later years, as POSIX writes TZ:
//
//     CET-1CEST,M3.5.0,M10.5.0/3
//     │  │ │    │       └ until the last Sunday of October, 03:00 of the wall's clock
//     │  │ │    └ from the last Sunday of March, 02:00 unless said otherwise
//     │  │ └ summer time's name, an hour more unless said otherwise
//     │  └ hours behind UTC (so -1 is ahead)
//     └ the name, three letters or more, or anything in <>
#include "base/tzif.h"

#include <string.h>

#include "base/err.h"

#define HEAD_SIZE 44
#define MAGIC "TZif"
#define TIME_SIZE 8
#define TYPE_SIZE 6
#define HOUR_S 3600
#define DAY_S 86400
#define YEAR_MEAN_S 31556952 // seconds of a mean Gregorian year
#define DATE_HOURS_MAX 167   // RFC 8536 3.3.1

static uint64_t big_endian(const unsigned char *at, size_t size) {
    uint64_t number = 0;
    for (size_t i = 0; i < size; i++)
        number = number << 8 | at[i];
    return number;
}

// ---------------------------------------------------------------- the rule

static bool name_skip(const char **at) {
    const char *from = *at;
    if (*from == '<') {
        *at += strcspn(from, ">");
        return *(*at)++ == '>';
    }
    while ((**at >= 'a' && **at <= 'z') || (**at >= 'A' && **at <= 'Z'))
        ++*at;
    return *at - from >= 3;
}

static bool digits_read(const char **at, int most, int *ret) {
    const char *from = *at;
    for (*ret = 0; **at >= '0' && **at <= '9' && *ret <= most; ++*at)
        *ret = *ret * 10 + (**at - '0');
    return *at > from && *ret <= most;
}

// Reads a time such as "2", "-1:30", "02:00:00".
static bool span_read(const char **at, int hours_max, int32_t *ret_s) {
    int sign = **at == '-' ? -1 : 1, part = 0;
    if (**at == '-' || **at == '+')
        ++*at;
    if (!digits_read(at, hours_max, &part))
        return false;
    *ret_s = part * HOUR_S;
    for (int unit_s = 60; unit_s && **at == ':'; unit_s /= 60) {
        ++*at;
        if (!digits_read(at, 59, &part))
            return false;
        *ret_s += part * unit_s;
    }
    *ret_s *= sign;
    return true;
}

static bool taken(const char **at, char wanted) {
    bool there = **at == wanted;
    *at += there;
    return there;
}

// Reads a date such as ",M3.5.0/3", ",J60", ",59/-1".
static bool date_read(const char **at, struct tzif_date *d) {
    *d = (struct tzif_date){.kind = TZIF_ZERO_DAY, .time_s = 2 * HOUR_S};
    if (!taken(at, ','))
        return false;
    bool read;
    if (taken(at, 'M')) {
        d->kind = TZIF_WEEKDAY;
        read = digits_read(at, 12, &d->month) && d->month && taken(at, '.') &&
               digits_read(at, 5, &d->week) && d->week && taken(at, '.') &&
               digits_read(at, 6, &d->day);
    } else {
        d->kind = taken(at, 'J') ? TZIF_JULIAN : TZIF_ZERO_DAY;
        read = digits_read(at, 365, &d->day) && (d->day || d->kind == TZIF_ZERO_DAY);
    }
    return read && (!taken(at, '/') || span_read(at, DATE_HOURS_MAX, &d->time_s));
}

static bool rule_read(struct tzif *z, const char *at) {
    int32_t behind_s;
    if (!*at)
        return true; // there is no rule: the last offset holds
    if (!name_skip(&at) || !span_read(&at, 24, &behind_s))
        return false;
    z->ruled = true;
    z->winter_s = -behind_s;
    z->summer = *at;
    if (!*at)
        return true;
    if (!name_skip(&at))
        return false;
    behind_s -= HOUR_S;
    if (*at != ',' && !span_read(&at, 24, &behind_s))
        return false;
    z->summer_s = -behind_s;
    return date_read(&at, &z->begins) && date_read(&at, &z->ends) && !*at;
}

static bool is_leap(int64_t year) {
    return (year % 4 == 0 && year % 100) || year % 400 == 0;
}

// Days from 1970-01-01 to a year's first day; years from 1 on.
static int64_t year_first_day(int64_t year) {
    int64_t before = year - 1;
    return before * 365 + before / 4 - before / 100 + before / 400 - 719162;
}

static int64_t weekday_nth(const struct tzif_date *d, int64_t year) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t first = year_first_day(year);
    for (int month = 1; month < d->month; month++)
        first += days[month - 1] + (month == 2 && is_leap(year));
    int64_t last = first + days[d->month - 1] + (d->month == 2 && is_leap(year)) - 1;
    int64_t weekday = ((first + 4) % 7 + 7) % 7; // 1970-01-01 was a Thursday
    int64_t day = first + (d->day - weekday + 7) % 7 + (d->week - 1) * 7;
    return day > last ? day - 7 : day;
}

// The instant of the date in a year, in seconds of the wall's clock.
static int64_t date_s(const struct tzif_date *d, int64_t year) {
    int64_t day = 0;
    switch (d->kind) {
    case TZIF_JULIAN:
        day = year_first_day(year) + d->day - 1 + (d->day >= 60 && is_leap(year));
        break;
    case TZIF_ZERO_DAY:
        day = year_first_day(year) + d->day;
        break;
    case TZIF_WEEKDAY:
        day = weekday_nth(d, year);
        break;
    }
    return day * DAY_S + d->time_s;
}

// The last change of this year and its neighbours decides. Where one year's summer ends when the
// next year's begins, it is summer all year, so the later change counts.
static int32_t rule_offset_s(const struct tzif *z, int64_t at_s) {
    int64_t year = 1970 + at_s / YEAR_MEAN_S, last_s = INT64_MIN;
    int32_t offset_s = z->winter_s;
    for (int64_t y = year > 2 ? year - 1 : 1; z->summer && y <= year + 1; y++) {
        int64_t begins_s = date_s(&z->begins, y) - z->winter_s;
        int64_t ends_s = date_s(&z->ends, y) - z->summer_s;
        if (begins_s <= at_s && begins_s >= last_s) {
            last_s = begins_s;
            offset_s = z->summer_s;
        }
        if (ends_s <= at_s && ends_s >= last_s) {
            last_s = ends_s;
            offset_s = z->winter_s;
        }
    }
    return offset_s;
}

// ---------------------------------------------------------------- the file

struct counts {
    uint64_t utc, standard, leaps, times, types, letters;
};

// Reads a block's head. False: no head stands at this place.
static bool head_read(const unsigned char *data, size_t size, struct counts *c) {
    if (size < HEAD_SIZE || memcmp(data, MAGIC, sizeof MAGIC - 1) != 0 || data[4] < '2')
        return false;
    const unsigned char *at = data + 20;
    *c = (struct counts){big_endian(at, 4),      big_endian(at + 4, 4),  big_endian(at + 8, 4),
                         big_endian(at + 12, 4), big_endian(at + 16, 4), big_endian(at + 20, 4)};
    return true;
}

static uint64_t block_size(const struct counts *c, size_t time_size) {
    return c->times * (time_size + 1) + c->types * TYPE_SIZE + c->letters +
           c->leaps * (time_size + 4) + c->standard + c->utc;
}

static int64_t time_nth(const struct tzif *z, size_t i) {
    return (int64_t)big_endian(z->times + i * TIME_SIZE, TIME_SIZE);
}

static bool times_hold(const struct tzif *z) {
    for (size_t i = 0; i < z->time_count; i++)
        if (z->indices[i] >= z->type_count || (i && time_nth(z, i) <= time_nth(z, i - 1)))
            return false;
    return true;
}

static bool footer_read(struct tzif *z, const unsigned char *data, size_t size) {
    char rule[128];
    const unsigned char *end = size > 1 ? memchr(data + 1, '\n', size - 1) : NULL;
    if (!end || *data != '\n' || (size_t)(end - data) > sizeof rule)
        return false;
    memcpy(rule, data + 1, (size_t)(end - data) - 1);
    rule[end - data - 1] = 0;
    return rule_read(z, rule);
}

int tzif_read(struct tzif *z, const unsigned char *data, size_t size) {
    struct counts c;
    *z = (struct tzif){.time_count = 0};
    if (size > TZIF_SIZE_MAX || !head_read(data, size, &c) || block_size(&c, 4) > size - HEAD_SIZE)
        return ERR_FORMAT;
    size_t skipped = HEAD_SIZE + (size_t)block_size(&c, 4);
    data += skipped;
    size -= skipped;
    if (!head_read(data, size, &c) || block_size(&c, TIME_SIZE) > size - HEAD_SIZE || !c.types ||
        c.leaps)
        return ERR_FORMAT;
    z->time_count = (size_t)c.times;
    z->type_count = (size_t)c.types;
    z->times = data + HEAD_SIZE;
    z->indices = z->times + z->time_count * TIME_SIZE;
    z->types = z->indices + z->time_count;
    skipped = HEAD_SIZE + (size_t)block_size(&c, TIME_SIZE);
    return times_hold(z) && footer_read(z, data + skipped, size - skipped) ? ERR_OK : ERR_FORMAT;
}

int32_t tzif_offset_s(const struct tzif *z, int64_t at_s) {
    size_t low = 0, high = z->time_count; // the first time after at_s
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (time_nth(z, middle) <= at_s)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == z->time_count && z->ruled)
        return rule_offset_s(z, at_s);
    size_t type = low ? z->indices[low - 1] : 0; // before the first time: the first type
    return (int32_t)big_endian(z->types + type * TYPE_SIZE, 4);
}
