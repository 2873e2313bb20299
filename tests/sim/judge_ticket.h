// judge_ticket.h - the row of a ticket against the model's.
#ifndef HALLQ_SIM_JUDGE_TICKET_H
#define HALLQ_SIM_JUDGE_TICKET_H

#include "broker/hall/rules.h"
#include "tests/sim/model.h"
#include "tests/sim/sim.h"

// judge_ticket: a ticket's row says what the model does, as far as somebody could notice; of one that is over, what
// outlives it.
void judge_ticket(struct sim *s, struct state *state, const struct model_ticket *ticket);

#endif
