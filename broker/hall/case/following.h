// following.h - calls for help that end by what else happens in the hall.
#ifndef HALLQ_CASE_FOLLOWING_H
#define HALLQ_CASE_FOLLOWING_H

#include "broker/hall/case/case.h"

// helps_after: ends, in the same record, the calls for help whose counter nobody is at any more, or is
// no more, and all when the day is over. Runs after every rule, and after each step of a rule that has
// steps.
int helps_after(struct deciding *d);

#endif
