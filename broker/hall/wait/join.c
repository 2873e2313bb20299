#include "broker/hall/wait/join.h"

#include "broker/hall/core/settings_parts.h"
#include "broker/hall/wait/follow.h"
#include "broker/hall/wait/given.h"

// How long before now a ticket with this rank would have joined its line.
static double joined_ago_s(const struct deciding *d, uint32_t customer_class, int64_t rank_ms) {
    const Hallq__CustomerClass *class = settings_class(d->settings, customer_class);
    int64_t head_start_ms = class ? (int64_t) class->head_start_s * 1000 : 0;
    return (double)(d->now_ms - rank_ms - head_start_ms) / 1000;
}

int join_forecast(struct deciding *d, const Hallq__Line *line, uint32_t customer_class,
                  int64_t rank_ms, Hallq__Forecast **ret) {
    bool of_service = line->kind == HALLQ__LINE__KIND__SERVICE;
    struct waiter w = {.service = of_service ? settings_service(d->settings, line->id) : NULL,
                       .customer_class = customer_class,
                       .rank_ms = rank_ms,
                       .ticket = UINT64_MAX};
    static const struct twin_tells nothing = {.count = 0};
    const struct twin_tells *twin = d->asker ? &d->asker->twin : &nothing;
    struct hall_now now;
    struct given given;
    *ret = NULL;
    if (!w.service || !forecasts(d->settings))
        return ERR_OK;
    int err = hall_now_begin(&now, d->state, d->now_ms, d->hall, d->row->version, d->settings);
    if (!err)
        err = given_make(
            &now, &w,
            told_s(twin, line->id, customer_class, joined_ago_s(d, customer_class, rank_ms)),
            &given);
    if (!err)
        *ret = given_message(&given, d->state->arena);
    return err;
}
