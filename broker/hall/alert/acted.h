// acted.h - what other wings do to an alert.
#ifndef HALLQ_ALERT_ACTED_H
#define HALLQ_ALERT_ACTED_H

#include "broker/hall/core/change.h"

// alert_acted: while an event is applied: a measure was taken for this alert. An alert that is over by
// now, and alert 0, are left alone. Returns ERR_OK or a store error.
int alert_acted(struct change *c, uint64_t alert, uint64_t measure);

// alert_proposal: what the alert proposes; *ret is NULL if it proposes nothing or is over. It lives in
// the arena. Returns ERR_OK or a store error.
int alert_proposal(struct state *s, uint32_t hall, uint64_t alert, const Hallq__Proposal **ret);

#endif
