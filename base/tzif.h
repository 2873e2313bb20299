// tzif.h - a zone of the system's zone data (RFC 8536): which offset from UTC is in force when.
//
// The C library does not do: it knows one zone a process, named by an environment variable, which a
// program with threads must not change.
#ifndef HALLQ_TZIF_H
#define HALLQ_TZIF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TZIF_SIZE_MAX 65536 // bytes of a file; the largest zone's has some four thousand

// A day of the year and a time on it, at which summer time begins or ends each year.
struct tzif_date {
    enum tzif_date_kind {
        TZIF_JULIAN,   // day 1..365, 29 February never counted
        TZIF_ZERO_DAY, // day 0..365, 29 February counted
        TZIF_WEEKDAY,  // the week-th weekday of a month, week 5 the last; day 0 Sunday .. 6
    } kind;
    int month, week, day;
    int32_t time_s; // seconds after midnight by the wall's clock, may be negative or beyond the day
};

struct tzif {
    // Borrowed from the file's bytes: times of 8 bytes, a type's index for each time, types of 6
    // bytes.
    const unsigned char *times, *indices, *types;
    size_t time_count, type_count;
    // The rule for each year after the last time, if the file has one (`ruled`).
    bool ruled;
    bool summer; // the rule has summer time
    int32_t winter_s, summer_s;
    struct tzif_date begins, ends;
};

// tzif_read: reads a file's bytes, which must outlive *z. ERR_OK, or ERR_FORMAT for bytes that are
// no zone of version 2 or later, or that count leap seconds.
int tzif_read(struct tzif *z, const unsigned char *data, size_t size);

// tzif_offset_s: the zone's seconds ahead of UTC at an instant, given in seconds since 1970.
int32_t tzif_offset_s(const struct tzif *z, int64_t at_s);

#endif
