// ahead.h - what a visit still has ahead: further services planned, returns promised. For the files
// of this folder and the simulation.
#ifndef HALLQ_AHEAD_H
#define HALLQ_AHEAD_H

#include "broker/hall/core/rows.h"

// ahead_keep: takes out of the row, which the caller owns, the services and returns that settings
// have taken away since they were planned or promised. Returns ERR_OK or a store error.
int ahead_keep(struct state *s, uint32_t hall, const Hallq__HallSettings *h, Hallq__TicketRow *t);

#endif
