// dated.h - the tickets of one business day.
#ifndef HALLQ_DATED_H
#define HALLQ_DATED_H

#include "broker/hall/core/rows.h"

// tickets_dated: gives dated_cb the row of every ticket of this business day that has not been
// forgotten, by ticket id upwards; the row is borrowed until dated_cb returns. dated_cb puts no
// rows. A row that cannot be read is passed over and counted. Returns store errors.
//
// Days grow with ticket ids, except where hall time went back: each stretch is halved for the day's
// first ticket. Only if the hall was led back under an earlier version, or more than
// LIMIT_STRETCHES times, are all the tickets of the time before looked at.
#define LIMIT_STRETCHES 16 // of a hall's row; wrong dates are rare, and their tickets are forgotten
int tickets_dated(struct state *s, uint32_t hall, const Hallq__HallRow *row, int32_t day,
                  void (*dated_cb)(void *arg, const Hallq__TicketRow *row), void *arg);

// stretch_end: ends a stretch behind the last ticket given, as hall time goes back. The caller
// stores the row.
void stretch_end(struct state *s, Hallq__HallRow *row);

#endif
