#include "broker/hall/core/figure.h"

#include "base/limit.h"
#include "broker/hall/core/calendar.h"

static bool one_day(const Hallq__HallSettings *h, int64_t from_ms, int64_t to_ms) {
    return calendar_business_day(h, from_ms) == calendar_business_day(h, to_ms);
}

bool figure_service(const Hallq__HallSettings *h, int64_t started_at_ms, int64_t finished_at_ms,
                    uint32_t served_s) {
    return served_s <= LIMIT_SERVICE_TIME_S && one_day(h, started_at_ms, finished_at_ms);
}

bool figure_walk(const Hallq__HallSettings *h, int64_t called_at_ms, int64_t started_at_ms) {
    return started_at_ms - called_at_ms <= LIMIT_WALK_S * 1000LL &&
           one_day(h, called_at_ms, started_at_ms);
}

bool figure_wait(const Hallq__HallSettings *h, int64_t entered_at_ms, int64_t called_at_ms) {
    return one_day(h, entered_at_ms, called_at_ms);
}
