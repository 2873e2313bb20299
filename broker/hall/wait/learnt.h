// learnt.h - what a hall has learnt of its waits, as a row: the forecast of all its lines, how many
// people give up, how many do not come when they are called.
#ifndef HALLQ_WAIT_LEARNT_H
#define HALLQ_WAIT_LEARNT_H

#include "broker/forecast/forecast.h"
#include "broker/hall/core/rows.h"

struct learnt {
    struct forecast forecast;
    struct leavers leavers;  // of all lines of the hall together, as if they shared their counters
    double no_shows;         // share of the tickets called
    Hallq__ForecastRow *row; // of learnt_own, which has the spreads of the weights; else NULL
};

// learnt_look: what the hall has learnt, for a forecast: without the spreads of the weights, which
// only learning needs. Where there is no row, none that can be read, or one made of other inputs,
// nothing is learnt yet. Returns ERR_OK or a store error.
int learnt_look(struct state *s, uint32_t hall, struct learnt *ret);

// learnt_own: the same to learn from a wait: the spreads are those in the row, and are changed in
// place. The caller gives it to learnt_put before the next access to the row. For apply only, and not
// in a trial. Both return ERR_OK or a store error.
int learnt_own(struct state *s, uint32_t hall, struct learnt *ret);
int learnt_put(struct state *s, uint32_t hall, const struct learnt *learnt);

// learnt_no_shows: the share of the tickets called alone; 0: nothing is learnt yet.
int learnt_no_shows(struct state *s, uint32_t hall, double *ret);

// learnt_left: somebody gave up after `waited_s`. learnt_came: whether the customer of a called ticket
// came. Both as learnt_put.
int learnt_left(struct state *s, uint32_t hall, double waited_s);
int learnt_came(struct state *s, uint32_t hall, bool came);

#endif
