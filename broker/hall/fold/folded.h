// folded.h - the sums that days have left of their tickets, and what is not in them yet.
#ifndef HALLQ_FOLD_FOLDED_H
#define HALLQ_FOLD_FOLDED_H

#include "broker/hall/fold/tally.h"

// folded_get: how far the hall's tickets are folded; all fields zero if none are.
int folded_get(struct state *s, uint32_t hall, Hallq__FoldedRow **ret);

// folded_rest: gives rest_cb each ticket that is in no sums yet, those passed over first; the row is
// borrowed until rest_cb returns. A row that cannot be read is passed over and counted. rest_cb puts
// no rows. Returns ERR_OK or a store error.
int folded_rest(struct state *s, uint32_t hall, const Hallq__FoldedRow *folded,
                void (*rest_cb)(void *arg, const Hallq__TicketRow *row), void *arg);

// folded_day: adds the sums that a day has left to the tally; a row that cannot be read is passed
// over and counted. Returns ERR_OK or a store error.
int folded_day(struct state *s, uint32_t hall, int32_t day, struct tally *to);

// folded_measures: the measures kept with a day, in the arena; NULL if there are none.
int folded_measures(struct state *s, uint32_t hall, int32_t day, Hallq__MeasuresRow **ret);

#endif
