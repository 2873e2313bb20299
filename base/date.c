// date.c - the civil calendar. Years begin in March, so that the leap day comes last; 146097 days
// make 400 years.
#include "base/date.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/number.h"

// The days since 1970-01-01 of a date that exists.
static int32_t date_days(uint32_t year, uint32_t month, uint32_t day) {
    uint32_t y = month <= 2 ? year - 1 : year;
    uint32_t m = month <= 2 ? month + 9 : month - 3;
    uint32_t days = y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1;
    return (int32_t)days - 719468;
}

static uint32_t month_days(uint32_t year, uint32_t month) {
    static const uint32_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

static bool dash_read(const char **at) {
    bool is_dash = **at == '-';
    *at += is_dash;
    return is_dash;
}

bool date_read(const char **at, int32_t *ret_day) {
    uint32_t year, month, day;
    *at += strspn(*at, " ");
    if (!digits_take(at, 4, 4, &year) || !dash_read(at) || !digits_take(at, 1, 2, &month) ||
        !dash_read(at) || !digits_take(at, 1, 2, &day))
        return false;
    if (year < 1970 || month < 1 || month > 12 || day < 1 || day > month_days(year, month))
        return false;
    *ret_day = date_days(year, month, day);
    return true;
}

bool date_parse(const char *text, int32_t *ret_day) {
    return date_read(&text, ret_day) && !*text;
}

char *date_text(int32_t day, char to[DATE_TEXT_SIZE]) {
    time_t at_s = (time_t)day * 86400;
    struct tm tm;
    if (!gmtime_r(&at_s, &tm) || !strftime(to, DATE_TEXT_SIZE, "%Y-%m-%d", &tm))
        snprintf(to, DATE_TEXT_SIZE, "%d", day);
    return to;
}
