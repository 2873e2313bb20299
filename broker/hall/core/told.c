#include "broker/hall/core/told.h"

double told_s(const struct twin_tells *tells, uint32_t service, uint32_t customer_class,
              double joined_ago_s) {
    const struct twin_told *now = NULL, *before = NULL;
    for (size_t i = 0; i < tells->count; i++) {
        const struct twin_told *told = &tells->list[i];
        if (told->service != service || told->customer_class != customer_class)
            continue;
        if (told->joined_ago_s > 0)
            before = told;
        else
            now = told;
    }
    if (!now || (joined_ago_s > 0 && (!before || joined_ago_s > before->joined_ago_s)))
        return NO_TWIN;
    if (joined_ago_s <= 0)
        return now->forecast_s;
    double part = joined_ago_s / before->joined_ago_s;
    return now->forecast_s + part * (before->forecast_s - now->forecast_s);
}
