// hours.h - which services open or close at an instant, for the events that say so: a change of
// hours, a new day, new settings.
#ifndef HALLQ_HOURS_H
#define HALLQ_HOURS_H

#include "broker/hall/core/change.h"
#include "broker/hall/core/deciding.h"

struct hours {
    uint32_t *opened, *closed; // services, in the arena
    size_t opened_count, closed_count;
    int64_t next_at_ms; // hall time at which hours change next
};

// hours_find: finds the services that are open or closed by `h` and not by the rows of their lines.
int hours_find(struct deciding *d, const Hallq__HallSettings *h, struct hours *ret);

// hours_set: writes that these services are open or closed from now on. hours_schedule: moves the
// due row of the hours.
int hours_set(struct change *c, const uint32_t *services, size_t count, bool open);
int hours_schedule(struct change *c, int64_t at_ms);

#endif
