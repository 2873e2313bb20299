// answer.h - the ticket of a command in its answer, as it will be.
#ifndef HALLQ_ANSWER_H
#define HALLQ_ANSWER_H

#include "broker/hall/visit/where.h"

// answer: puts the ticket's card into the answer. The row is changed by the caller to what it will
// be; answer_place does that for a ticket that will wait, answer_service for one whose step
// changes: a waiting one's becomes of that service, for any other a new one begins.
void answer_service(struct deciding *d, Hallq__TicketRow *t, uint32_t service);
int answer(struct deciding *d, const Hallq__TicketRow *t, bool staff);
int answer_place(struct deciding *d, Hallq__TicketRow *t, const struct place *p);

#endif
