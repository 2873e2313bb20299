#include "broker/hall/wait/join.h"

#include "broker/hall/wait/follow.h"
#include "broker/hall/wait/given.h"

int join_forecast(struct deciding *d, const Hallq__Line *line, uint32_t customer_class,
                  int64_t rank_ms, Hallq__Forecast **ret) {
    bool of_service = line->kind == HALLQ__LINE__KIND__SERVICE;
    struct waiter w = {.service = of_service ? settings_service(d->settings, line->id) : NULL,
                       .customer_class = customer_class,
                       .rank_ms = rank_ms,
                       .ticket = UINT64_MAX};
    double twin_s = d->asker && d->asker->twin_s ? *d->asker->twin_s : NO_TWIN;
    struct hall_now now;
    struct given given;
    *ret = NULL;
    if (!w.service || !forecasts(d->settings))
        return ERR_OK;
    int err = hall_now_begin(&now, d->state, d->now_ms, d->hall, d->settings);
    if (!err)
        err = given_make(&now, &w, twin_s, &given);
    if (!err)
        *ret = given_message(&given, d->state->arena);
    return err;
}
