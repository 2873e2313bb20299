// alerts.h - when halls are looked at for what their shift leads have to know: a hall that changed at
// most once a second, a busy one each 15 seconds, others not at all. A look that finds something new
// goes into the next turn, which looks again and writes it down.
#ifndef HALLQ_AFTER_ALERTS_H
#define HALLQ_AFTER_ALERTS_H

#include "broker/live/devices.h"
#include "broker/live/hall_time.h"
#include "broker/live/halls.h"
#include "broker/live/leases.h"
#include "broker/live/twins.h"
#include "broker/turn/inbox.h"
#include "broker/turn/look.h"

#define ALERTS_SILENT_MAX 256 // silent devices of the broker that are told of

struct alerts {
    struct halls *halls;
    struct hall_time *time;
    struct inbox *inbox;
    struct look *look;
    const struct devices *devices;
    const struct leases *leases;
    const struct twins *twins;
    int64_t started_ms; // machine time of the first round, 0: there was none
    struct hall *next;  // the hall to look at next; NULL: a round begins anew
    // Devices of halls that are not heard, found at the beginning of a round.
    struct {
        uint32_t device; // by its number, since devices may be read anew
        int64_t quiet_ms;
        bool unheard;
    } silent[ALERTS_SILENT_MAX];
    size_t silent_count;
    uint64_t looks, found; // looks so far, and those that found something
};

// alerts_round: looks at halls that are due, for some milliseconds. Called often, and between turns
// only (look.h). Returns true if halls are left for the next round of the loop. alerts_again: a new
// round begins; called each second.
bool alerts_round(struct alerts *a);
void alerts_again(struct alerts *a);

// alerts_count: open alerts of all halls on this level, as of the last looks.
uint64_t alerts_count(const struct alerts *a, Hallq__Alert__Level level);

#endif
