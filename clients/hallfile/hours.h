// hours.h - hours and holidays of a hall file, whose keys are weekdays and dates. What is wrong is told.
// All that is returned is the arena's.
#ifndef HALLQ_HALLFILE_HOURS_H
#define HALLQ_HALLFILE_HOURS_H

#include "clients/hallfile/reader.h"

#define HALLFILE_DATE_RANGE_DAYS 62 // of one line of holidays; longer ones are slips of the pen

// spans_read: of "08:30-12:00, 13:30-18:00", or, where they are opening hours, "closed"; NULL with *ret_count 0 if there is none.
Hallq__Span **spans_read(struct reader *r, const yaml_node_t *node, bool opening,
                         size_t *ret_count);

// hours_read: the weekdays of a mapping such as {mon-fri: "08:30-18:30"}; `path` is where they will
// stand in the settings, and the node of each is noted under it.
Hallq__DayHours **hours_read(struct reader *r, const yaml_node_t *mapping, const char *path,
                             size_t *ret_count);

// Reads the long form of a holiday, {hours: ..., name: {...}}; NULL if it was told that it is none.
typedef Hallq__Holiday *(*holiday_long_cb)(struct reader *r, yaml_node_t *node);

// holidays_read: the same for dates.
Hallq__Holiday **holidays_read(struct reader *r, const yaml_node_t *mapping, const char *path,
                               holiday_long_cb long_cb, size_t *ret_count);

#endif
