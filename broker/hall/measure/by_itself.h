// by_itself.h - appointments that are offered without a lead, where a service's settings say so.
#ifndef HALLQ_MEASURE_BY_ITSELF_H
#define HALLQ_MEASURE_BY_ITSELF_H

#include "broker/hall/core/decision.h"
#include "broker/hall/core/state.h"

// offers_by_itself: completes the record of a look for alerts (NULL: it found nothing): where the alert of a
// crowded line becomes red, appointments are offered for it; once it is over the offer ends. An offer that a
// lead has ended stays so until the next alert. Returns ERR_OK or a store error.
int offers_by_itself(struct state *s, int64_t now_ms, uint32_t hall, struct decision *decision);

#endif
