// served.h - how long a service takes at the counter, as a row: its mean, and the last times, which
// the twin draws from.
#ifndef HALLQ_WAIT_SERVED_H
#define HALLQ_WAIT_SERVED_H

#include "broker/forecast/service_times.h"
#include "broker/hall/core/change.h"

// served_mean_s: the mean time of a service, or its target in the settings while nothing is known of
// it. Returns ERR_OK or a store error.
int served_mean_s(struct state *s, uint32_t hall, const Hallq__Service *service, double *ret_s);

// served_look: all that is known of a service's times; where nothing is, the mean is the target.
int served_look(struct state *s, uint32_t hall, const Hallq__Service *service,
                struct service_times *ret);

// served_at_counter: for how long a ticket that comes takes its counter, from its call to the end of
// the service: the times, each with the usual walk. `mean_s`, of the services alone, is taken where the
// times are too few to draw from, else their own mean.
int served_at_counter(struct state *s, uint32_t hall, const Hallq__Service *service, double mean_s,
                      struct service_times *ret);

// served_add: a service took `served_s`, which is a figure (core/figure.h). served_walked: a customer
// came to the counter within `walk_s`, likewise. For apply.
int served_add(struct change *c, uint32_t service, uint32_t served_s);
int served_walked(struct change *c, uint32_t service, double walk_s);

#endif
