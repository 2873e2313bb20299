// zones.h - whether the zones of the halls' settings still are the law: settings carry ten years of
// offsets from UTC, and governments decide otherwise meanwhile. Compared at the start, each day of
// hall time, and after new settings.
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
    int64_t day; // of hall time, on which the halls' zones were last compared with the law
};

// zones_look: compares some of the halls that are to be compared; what is new goes into the next
// turn, what is wrong into the log. Each second, between turns only (look.h). Reads small files, for
// some milliseconds at most.
void zones_look(struct zones *z);

// zones_count: the halls whose settings are to be applied again, and those whose zone this machine
// does not know, as far as they were compared.
struct zones_count {
    size_t wrong, unknown;
};
struct zones_count zones_count(const struct zones *z);

#endif
