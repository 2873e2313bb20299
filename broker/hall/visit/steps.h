// steps.h - the steps of a visit, and the returns promised to it.
#ifndef HALLQ_STEPS_H
#define HALLQ_STEPS_H

#include "broker/hall/core/change.h"

// service_now: the service of the ticket's running step.
uint32_t service_now(const Hallq__TicketRow *t);

// served_so_far_s: the counter time of the running step until now, without its holds.
uint32_t served_so_far_s(const Hallq__TicketRow *t, int64_t now_ms);

// ticket_step: the running step of a visit. ticket_step_add: adds a new step and returns it. Both
// in the state's arena.
Hallq__Step *ticket_step(Hallq__TicketRow *row);
Hallq__Step *ticket_step_add(struct change *c, Hallq__TicketRow *row, uint32_t service);

// step_end: ends the running step's counter time, which ran until now. step_at: sets the counter
// and the clerk of the running step.
void step_end(struct change *c, Hallq__TicketRow *t);
void step_at(Hallq__TicketRow *t, uint32_t counter, uint32_t clerk);

// returns_clear: drops every return promised to the ticket.
void returns_clear(Hallq__TicketRow *t);

#endif
