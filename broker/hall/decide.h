// decide.h - from a command to its decision.
#ifndef HALLQ_DECIDE_H
#define HALLQ_DECIDE_H

#include "broker/hall/core/decision.h"
#include "broker/hall/core/state.h"

// decide: decides a command of kind WRITE, or of kind PIN after a worker checked its PIN. now_ms:
// hall time. Returns ERR_OK with *ret filled, or a store error.
int decide(struct state *s, int64_t now_ms, const struct asker *asker,
           const Hallq__Request *request, struct decision *ret);

// decide_read: answers a READ into `reply` (body, seq; the caller adds the rest). Returns ERR_OK or
// a store error.
int decide_read(struct state *s, int64_t now_ms, const struct asker *asker,
                const Hallq__Request *request, Hallq__Reply *reply);

// decide_disclosure: decides the record that a READ or WORK command leaves when it shows much (the
// note of a ticket that is not at the asker's counter, the journal, a backup); ret->record is NULL
// if it leaves none. `shown`: the ticket whose note is shown, 0: none. Returns ERR_OK or a store
// error.
int decide_disclosure(struct state *s, int64_t now_ms, const struct asker *asker,
                      const Hallq__Request *request, uint64_t shown, struct decision *ret);

// authorize: whether this device, and the person signed on at it, may send the request at all, and
// whether the request can be done: for a WORK command, before the work begins and leaves a trace.
// refusal->reason is NONE if both hold. Returns ERR_OK or a store error.
int authorize(struct state *s, int64_t now_ms, const struct asker *asker,
              const Hallq__Request *request, Hallq__Refusal *refusal);

#endif
