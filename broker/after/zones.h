// zones.h - checks whether the zones in the halls' settings are still the law: settings carry ten
// years of offsets from UTC, and a government may change them meanwhile. The zones are compared at
// the start, on each day of hall time, and after new settings.
#ifndef HALLQ_ZONES_H
#define HALLQ_ZONES_H

#include "broker/live/hall_time.h"
#include "broker/live/halls.h"
#include "broker/turn/inbox.h"
#include "broker/turn/look.h"

struct zones {
    struct halls *halls;
    struct hall_time *time;
    struct inbox *inbox;
    struct look *look;
    int64_t day; // day of hall time on which the halls' zones were last compared with the law
};

// zones_look: compares the zones of some of the halls that are due. Each hall's finding goes into
// the next turn, a wrong or unknown zone into the log. Called each second, between turns only
// (look.h). Reads small files, for some milliseconds at most.
void zones_look(struct zones *z);

// zones_count: among the halls compared so far, those whose settings are to be applied again
// (wrong), and those whose zone this machine does not know (unknown).
struct zones_count {
    size_t wrong, unknown;
};
struct zones_count zones_count(const struct zones *z);

#endif
