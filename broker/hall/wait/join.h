// join.h - the forecast for a ticket that is about to join its line.
#ifndef HALLQ_WAIT_JOIN_H
#define HALLQ_WAIT_JOIN_H

#include "broker/hall/core/deciding.h"

// join_forecast: the forecast of the wait of a ticket of this class that joins `line` now at this rank,
// with the twin's answer where the asker has one, in the arena; NULL for a line that is no service's and
// in a hall without forecasts. Returns ERR_OK or a store error.
int join_forecast(struct deciding *d, const Hallq__Line *line, uint32_t customer_class,
                  int64_t rank_ms, Hallq__Forecast **ret);

#endif
