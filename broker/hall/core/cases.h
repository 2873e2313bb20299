// cases.h - the rows of calls for help, cases and work slips, whose numbers bookings share, for the wings that show them or tell of
// them.
#ifndef HALLQ_CORE_CASES_H
#define HALLQ_CORE_CASES_H

#include <stdbool.h>

#include "broker/hall/core/rows.h"

// The day under which the keys of a hall's cases, work slips and bookings are kept, beside those of its business
// days: a day that never comes. The number of each is its leaf in that day's tree.
#define CASES_DAY 9999999

// case_find, work_slip_find: the row of that number, open or closed, fresh, in the arena.
// ERR_NOT_FOUND: there is none, or it was forgotten.
int case_find(struct state *s, uint32_t hall, uint32_t case_id, Hallq__CaseRow **ret);
int work_slip_find(struct state *s, uint32_t hall, uint32_t work_slip, Hallq__WorkSlip **ret);

// case_part, work_slip_part: where such a row belongs.
enum part_of_cases case_part(const Hallq__Case *now);
enum part_of_cases work_slip_part(const Hallq__WorkSlip *now);

// helps_open: the calls for help that are open, by number, in the arena; `row` is the hall's. A row that
// cannot be read is passed over. Returns ERR_OK or a store error.
struct helps {
    Hallq__Help **list;
    size_t count;
};
int helps_open(struct state *s, uint32_t hall, const Hallq__HallRow *row, struct helps *ret);

// help_at: the open call for help of a counter, or the one of that number; NULL: there is none.
Hallq__Help *help_at(const struct helps *helps, uint32_t counter);
Hallq__Help *help_of(const struct helps *helps, uint32_t help);

// pressing_each: calls row_cb for the cases and work slips whose deadline is near or past, by number,
// until it returns other than 0. Rows that cannot be read are passed over.
int pressing_each(struct state *s, uint32_t hall,
                  int (*row_cb)(void *arg, const Hallq__PressingRow *row), void *arg);

#endif
