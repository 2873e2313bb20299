// time_zone.h - the table of a hall's time zone.
#ifndef HALLQ_HALLFILE_TIME_ZONE_H
#define HALLQ_HALLFILE_TIME_ZONE_H

#include "clients/hallfile/reader.h"

// zone_table_read: fills zone_changes from zone_name, which stands at `node`. A name without a table is
// told of there, and one that is seldom meant is warned of.
void zone_table_read(struct reader *r, const yaml_node_t *node, Hallq__HallSettings *out);

#endif
