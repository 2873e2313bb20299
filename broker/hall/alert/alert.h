// alert.h - looks at a hall for what its shift lead has to know, and says what of it is new. The
// broker looks after each change, at most once a second, and each 15 seconds at halls that are busy;
// what a look finds becomes a record of the journal, so that a replay raises the same alerts.
#ifndef HALLQ_ALERT_H
#define HALLQ_ALERT_H

#include <stdbool.h>

#include "broker/hall/core/decision.h"
#include "broker/hall/core/state.h"

// A device of the hall that is not heard.
struct alert_silent {
    uint32_t device;
    int64_t since_ms; // hall time of its last frame; of the broker's start, where `unheard`
    bool unheard;     // it was not heard since the broker's start: no alert is raised, none ends
};

// What only the outside knows of a hall.
struct alert_known {
    const struct alert_silent *silent; // by any order
    size_t silent_count;
    struct twin_tells twin; // of the hall's lines
};

// decide_alerts: decides what a look at the hall comes to: alerts raised, changed, escalated and
// cleared, and what the next look has to know. ret->record is NULL if nothing is new, the hall
// has no settings, or its day's end or hours are due and not worked off (a broker that was down
// over night): people of the day before wait for nobody. Returns ERR_OK or a store error.
int decide_alerts(struct state *s, int64_t now_ms, uint32_t hall, const struct alert_known *known,
                  struct decision *ret);

// alerts_look: whether decide_alerts would decide anything. Changes nothing.
int alerts_look(struct state *s, int64_t now_ms, uint32_t hall, const struct alert_known *known,
                bool *ret);

// alerts_busy: whether a hall is to be looked at though nothing changed: it has tickets or alerts
// open, or a counter is.
int alerts_busy(struct state *s, uint32_t hall, bool *ret);

#endif
