// advised.h - the advice for a crowded line becomes the proposal of its alert.
#ifndef HALLQ_ALERT_ADVISED_H
#define HALLQ_ALERT_ADVISED_H

#include "broker/hall/core/decision.h"
#include "broker/hall/plan/advice.h"

#define ADVISED_MOST 4      // lines of a hall that advice is sought for at once
#define ADVISED_FRESH_S 60  // a proposal is sought anew after this
#define ADVISED_AGAIN_S 600 // ... and so long after a measure, whose first judgement it has by then

// A line that advice is to be sought for.
struct advice_wanted {
    uint64_t alert;
    uint32_t service;
    double target_s; // the wait that is too long, by the hall's settings
};

// advice_wanted: the lines of a hall with an open alert of LINE_CROWDED, amber or worse, for which
// nothing was done in the last ADVISED_AGAIN_S and no fresh proposal stands; at most ADVISED_MOST.
// Returns ERR_OK or a store error; ERR_NOT_FOUND: the hall has no settings.
int advice_wanted(struct state *s, int64_t now_ms, uint32_t hall,
                  struct advice_wanted ret[ADVISED_MOST], size_t *ret_count);

// decide_advice: decides the proposal of an alert by advice that was found for its line: AlertAdvised.
// ret->record is NULL if the alert is over, nothing can be proposed, the same stands already, or it
// cannot be done any more: a counter to open is open or asked for by now, one to be moved is not open,
// people are sent elsewhere already. Returns ERR_OK or a store error.
int decide_advice(struct state *s, int64_t now_ms, uint32_t hall, uint64_t alert,
                  const struct advice *advice, struct decision *ret);

#endif
