// mean.h - the mean time that a service takes, which the estimate goes by.
#ifndef HALLQ_MEAN_H
#define HALLQ_MEAN_H

#include "broker/hall/core/change.h"

// service_sample: folds a service time into the service's mean (broker/forecast/rough.h). A service
// that the settings no longer have is left alone.
int service_sample(struct change *c, uint32_t service, uint32_t served_s);

#endif
