// part_rows.h - the rows of a hall's lines and counters by the places of these parts in the settings,
// for whoever walks over all of them: a row that was found once is not sought again.
#ifndef HALLQ_PART_ROWS_H
#define HALLQ_PART_ROWS_H

#include "broker/hall/core/rows.h"

struct cached_row;

// Rows found so far, by place; NULL where none was. In a turn they are the cache's, as of now however
// often they change; in a look, in which nothing changes, they are those that it saw.
struct part_places {
    struct cached_row **cached; // NULL: not in a turn
    const void **seen;          // NULL: not in a look
};

// Borrows all it names, to the end of the turn or the look.
struct part_rows {
    struct state *state;
    uint32_t hall;
    const Hallq__HallSettings *settings;
    struct part_places lines, counters;
};

// part_rows_of: for a hall whose settings of this version are at hand.
struct part_rows part_rows_of(struct state *s, uint32_t hall, uint32_t version,
                              const Hallq__HallSettings *settings);

// part_rows_line_here: the row of the line at this place, if it was found before; else NULL. For walks over
// all lines, of which most are passed over.
const Hallq__LineRow *part_rows_line_here(const struct part_rows *p, size_t place);

// part_rows_line, part_rows_counter: as line_row_need of the service, and as counter_row_get of the
// counter, at this place of the settings.
int part_rows_line(const struct part_rows *p, size_t place, const Hallq__LineRow **ret);
int part_rows_counter(const struct part_rows *p, size_t place, const Hallq__CounterRow **ret);

#endif
