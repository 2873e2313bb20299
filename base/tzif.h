// tzif.h - one zone of the system's zone data (RFC 8536): which offset from UTC is in force when.
//
// Why not by the C library: it knows one zone a process, named by an environment variable, which a
// program with threads must not change.
#ifndef HALLQ_TZIF_H
#define HALLQ_TZIF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TZIF_SIZE_MAX 65536 // bytes of a file; the largest zone has some four thousand

// A day of the year and a time on it, at which summer time begins or ends each year.
struct tzif_date {
    enum tzif_date_kind {
        TZIF_JULIAN,   // day 1..365, 29 February never counted
        TZIF_ZERO_DAY, // day 0..365, 29 February counted
        TZIF_WEEKDAY,  // of a month: its week-th, 5 the last; 0 Sunday .. 6
    } kind;
    int month, week, day;
    int32_t time_s; // after midnight of the wall's clock, may be negative or beyond the day
};

struct tzif {
    // Borrowed from the file's bytes: times of 8 bytes, an index of a type each, types of 6 bytes.
    const unsigned char *times, *indices, *types;
    size_t time_count, type_count;
    // What holds after the last time, as a rule for each year.
    bool ruled;
    bool summer; // the rule has summer time
    int32_t winter_s, summer_s;
    struct tzif_date begins, ends;
};

// tzif_read: takes a file's bytes, which must outlive *z. ERR_OK, or ERR_FORMAT for what is no zone
// of version 2 or later, or counts leap seconds.
int tzif_read(struct tzif *z, const unsigned char *data, size_t size);

// tzif_offset_s: seconds ahead of UTC at an instant, in seconds since 1970.
int32_t tzif_offset_s(const struct tzif *z, int64_t at_s);

#endif
