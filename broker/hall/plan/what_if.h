// what_if.h - the answer to "what if" of a lead: each line as it is and as it would be.
#ifndef HALLQ_WHAT_IF_H
#define HALLQ_WHAT_IF_H

#include "broker/hall/plan/plan.h"
#include "command.pb-c.h"

// what_if_make: makes the answer in the state's arena, for a worker: it takes some milliseconds, up
// to a second in the largest halls. A plan that cannot be is in `ret_refusal`, its texts in the
// arena, and then *ret is NULL. Returns ERR_OK or a store error; ERR_NOT_FOUND: the hall has no
// settings.
int what_if_make(struct state *s, int64_t now_ms, uint32_t hall, const Hallq__WhatIf *asked,
                 Hallq__Refusal *ret_refusal, Hallq__WhatIfAnswer **ret);

#endif
