#include "broker/hall/read/period.h"

#include <stdbool.h>

#define WEEK_DAYS 7
#define THURSDAY 3 // 1970-01-01 was one; Monday is 0

// The days of a month, and the date of a day, by the calendar that all halls go by (Gregorian), counted from 1 March 0000,
// so that a leap day is the last of its year.
#define DAYS_TO_1970 719468
#define DAYS_OF_400_YEARS 146097

static int32_t month_end(int32_t day) {
    int32_t days = day + DAYS_TO_1970, in_era = days % DAYS_OF_400_YEARS;
    int32_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int32_t in_year = in_era - (365 * year + year / 4 - year / 100);
    int32_t month = (5 * in_year + 2) / 153; // 0: March
    bool leap =
        (year + 1) % 4 == 0 && ((year + 1) % 100 != 0 || year == 399); // the February at its end
    int32_t next = month == 11 ? 365 + leap : (153 * (month + 1) + 2) / 5;
    return day + next - 1 - in_year;
}

int32_t period_end(Hallq__GetRange__Periods by, int32_t day) {
    switch (by) {
    case HALLQ__GET_RANGE__PERIODS__WEEK:
        return day + (WEEK_DAYS - 1) - (int32_t)(((int64_t)day + THURSDAY) % WEEK_DAYS);
    case HALLQ__GET_RANGE__PERIODS__MONTH:
        return month_end(day);
    case HALLQ__GET_RANGE__PERIODS__NO_PERIODS:
    case HALLQ__GET_RANGE__PERIODS__DAY:
    case _HALLQ__GET_RANGE__PERIODS_IS_INT_SIZE:
        break;
    }
    return day;
}
