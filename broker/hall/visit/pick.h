// pick.h - which waiting ticket is next at a counter, and which would be second. For the files of
// this folder only.
#ifndef HALLQ_PICK_H
#define HALLQ_PICK_H

#include "broker/hall/core/deciding.h"

struct pick {
    const Hallq__TicketRow *ticket; // NULL: no ticket waits
    Hallq__Line *line;              // the line the ticket waits in
    Hallq__Why__Rule rule;
    uint32_t ratio_part; // the counter's cursor after the call of this ticket
    uint32_t ratio_taken;
};

// pick_next: the ticket that the asker's counter calls next by its policy, and the ticket that it
// would call without the first. Reads the first two entries of each of the counter's lines, and the
// first ticket of each line if the policy has a limit.
int pick_next(struct deciding *d, struct pick *ret_first, struct pick *ret_second);

// pick_second: the ticket that would be next if this ticket were not there: for a call out of
// order.
int pick_second(struct deciding *d, uint64_t ticket, struct pick *ret_second);

// waited_s: the time since the ticket entered the line of its running step.
uint32_t waited_s(const Hallq__TicketRow *t, int64_t now_ms);

#endif
