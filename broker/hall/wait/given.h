// given.h - the forecast of one wait: made where a ticket joins its line, told with it, kept with the
// ticket until its call, and learnt from then.
#ifndef HALLQ_WAIT_GIVEN_H
#define HALLQ_WAIT_GIVEN_H

#include "broker/hall/wait/known.h"

struct given {
    struct forecast_given forecast;
    struct known known;
    bool told; // enough is known to tell it; else people ahead are told
};

// given_make: the forecast of a wait from now on. `twin_s`: the twin's answer, seconds, or NO_TWIN.
// Returns ERR_OK or a store error.
int given_make(const struct hall_now *now, const struct waiter *w, double twin_s,
               struct given *ret);

// given_message: a forecast as events and rows carry it, in the arena. given_read: the same back;
// false: it was made from other inputs, by another version, and nothing is to be learnt from it.
Hallq__Forecast *given_message(const struct given *given, struct arena *arena);
bool given_read(const Hallq__Forecast *message, struct forecast_given *ret);

#endif
