#include "broker/hall/read/period.h"

#include "base/date.h"

#define WEEK_DAYS 7
#define THURSDAY 3 // 1970-01-01 was one; Monday is 0

int32_t period_end(Hallq__GetRange__Periods by, int32_t day) {
    switch (by) {
    case HALLQ__GET_RANGE__PERIODS__WEEK:
        return day + (WEEK_DAYS - 1) - (int32_t)(((int64_t)day + THURSDAY) % WEEK_DAYS);
    case HALLQ__GET_RANGE__PERIODS__MONTH:
        return date_month_end(day);
    case HALLQ__GET_RANGE__PERIODS__NO_PERIODS:
    case HALLQ__GET_RANGE__PERIODS__DAY:
    case _HALLQ__GET_RANGE__PERIODS_IS_INT_SIZE:
        break;
    }
    return day;
}
