// scored.h - how good the forecasts of a hall were, as rows: sums over the waits of a service on a
// business day, by the hour at which the forecast was made.
#ifndef HALLQ_WAIT_SCORED_H
#define HALLQ_WAIT_SCORED_H

#include "broker/forecast/forecast.h"
#include "broker/hall/core/change.h"

#define SCORED_HOURS 24

// scored_add: a ticket of a service that was told `given` was called after `waited_s`. For apply, and
// not in a trial. Returns ERR_OK or a store error.
int scored_add(struct change *c, uint32_t service, const struct forecast_given *given,
               double waited_s);

// The scores of a service on one day.
struct scored {
    uint32_t service;
    struct score hours[SCORED_HOURS]; // by the clock on the hall's wall
};

// scored_day: the services that have scores of a business day, by number, as an array in the arena;
// `service`: of this one alone, 0: of all. Rows that cannot be read are passed over. Returns ERR_OK
// or a store error.
int scored_day(struct state *s, uint32_t hall, int32_t day, uint32_t service, struct scored **ret,
               size_t *ret_count);

// scored_range: the sums of days from one to another, by service, as an array in the arena; the order
// is that in which services come first. Rows that cannot be read are passed over. Returns ERR_OK or a
// store error.
struct scored_sum {
    uint32_t service;
    struct score score;
};
int scored_range(struct state *s, uint32_t hall, int32_t from_day, int32_t to_day,
                 struct scored_sum **ret, size_t *ret_count);

#endif
