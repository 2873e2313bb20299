// flow.h - sums as the figures that are told of them, in the tally's arena.
#ifndef HALLQ_FLOW_H
#define HALLQ_FLOW_H

#include "broker/hall/fold/tally.h"
#include "command.pb-c.h"

// flow_service_sum: adds all half hours of a service up. flow_make: the figures of such sums.
void flow_service_sum(struct arena *arena, struct tally_cell *to, const struct tally_service *from);
Hallq__Flow *flow_make(struct arena *arena, const struct tally_cell *cell,
                       const struct tally_work *work);

// flow_half_hour: the figures of one half hour.
Hallq__HalfHour *flow_half_hour(struct arena *arena, const struct tally_cell *cell,
                                uint32_t half_hour);

// flow_services, flow_clerks, flow_paths, flow_exceptions: fill the report's lists.
void flow_services(const struct tally *t, Hallq__RangeReport *report);
void flow_clerks(const struct tally *t, Hallq__RangeReport *report);
void flow_paths(const struct tally *t, Hallq__RangeReport *report);
void flow_exceptions(const struct tally *t, Hallq__RangeReport *report);

// flow_ratings: counts by score as a list of five, or none; returns its length.
size_t flow_ratings(struct arena *arena, const uint32_t from[TALLY_SCORES], uint32_t **ret);

// flow_mean: rounded to the nearest; 0 of nothing.
uint32_t flow_mean(uint64_t sum, uint64_t count);

#endif
