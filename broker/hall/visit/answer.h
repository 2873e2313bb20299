// answer.h - the card of a command's ticket in the answer, as the ticket will be.
#ifndef HALLQ_ANSWER_H
#define HALLQ_ANSWER_H

#include "broker/hall/visit/where.h"

// answer: puts the ticket's card into the answer. The caller first changes the row to what it will
// be: by answer_place for a ticket that will wait, by answer_service for a ticket whose step
// changes: a waiting ticket's step becomes a step of that service, any other ticket begins a new
// step.
void answer_service(struct deciding *d, Hallq__TicketRow *t, uint32_t service);
int answer(struct deciding *d, const Hallq__TicketRow *t, bool staff);
int answer_place(struct deciding *d, Hallq__TicketRow *t, const struct place *p);

#endif
