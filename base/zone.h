// zone.h - a time zone as a table, so that the rules of the hall need no zone data; and whether
// such a table still agrees with the zone's law. This system's zone data are in TZDIR, or
// /usr/share/zoneinfo.
#ifndef HALLQ_ZONE_H
#define HALLQ_ZONE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "settings.pb-c.h"

// How far a hall's table reaches from the time it was applied: a month back, for clocks that are
// put back, and ten years ahead.
#define ZONE_BEFORE_MS (31LL * 86400 * 1000)
#define ZONE_AHEAD_MS (3653LL * 86400 * 1000)
#define ZONE_SOON_MS (366LL * 86400 * 1000) // a table that goes wrong within this time runs out

// zone_changes: the offsets of the zone with this IANA name, first the offset in force at from_ms,
// then each change before to_ms, by this system's zone data. ERR_NOT_FOUND if the system has no
// such zone, ERR_TOO_LARGE if it has more than LIMIT_ZONE_CHANGES. The arena owns the table.
// Reads one small file.
int zone_changes(const char *name, int64_t from_ms, int64_t to_ms, struct arena *a,
                 Hallq__ZoneChange ***ret_changes, size_t *ret_change_count);

// zone_offset_s: the offset at a time by a table of at least one change; before the first change,
// that change's offset.
int32_t zone_offset_s(Hallq__ZoneChange *const *changes, size_t change_count, int64_t at_ms);

// zone_compare: compares the hall's table with this system's zone data, from now_ms on.
// LAW_CHANGED: the table differs where it was filled from the law of its day. RUNS_OUT: the zone
// changes soon after the table's end. Errors as for zone_changes; then *ret has no finding. The
// arena is for scratch. Reads one small file.
int zone_compare(const Hallq__HallSettings *h, int64_t now_ms, struct arena *a,
                 Hallq__TimeZone *ret);

#endif
