// zone.h - a time zone as a table, so that the rules of the hall need no zone data.
#ifndef HALLQ_ADMIN_ZONE_H
#define HALLQ_ADMIN_ZONE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "settings.pb-c.h"

// zone_changes: the offsets of the zone with this IANA name, first the one in force at from_ms,
// then each change before to_ms, by this system's zone data. ERR_NOT_FOUND if the system has no
// such zone, ERR_TOO_LARGE if there are more than LIMIT_ZONE_CHANGES. The arena owns the table.
// Sets TZ for the time of the call: only for a program with one thread.
int zone_changes(const char *name, int64_t from_ms, int64_t to_ms, struct arena *a,
                 Hallq__ZoneChange ***ret_changes, size_t *ret_change_count);

#endif
