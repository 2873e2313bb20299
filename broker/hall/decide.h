// decide.h - what a command comes to.
#ifndef HALLQ_DECIDE_H
#define HALLQ_DECIDE_H

#include "broker/hall/core/decision.h"
#include "broker/hall/core/state.h"

// decide: what a command of the kinds WRITE or (after its work) WORK comes to. now_ms: hall time.
// Returns ERR_OK with *ret filled, or a store error.
int decide(struct state *s, int64_t now_ms, const struct asker *asker,
           const Hallq__Request *request, struct decision *ret);

// decide_read: answers a READ into `reply` (body, seq; the caller adds the rest). Returns ERR_OK or
// a store error.
int decide_read(struct state *s, int64_t now_ms, const struct asker *asker,
                const Hallq__Request *request, Hallq__Reply *reply);

// decide_look: what stays on record of a read, or of work that shows much (a note of a ticket that is not
// at the asker's counter, the journal, a backup); the record is NULL if nothing does. `shown`: the
// ticket whose note is shown, 0 none. Returns ERR_OK or a store error.
int decide_look(struct state *s, int64_t now_ms, const struct asker *asker,
                const Hallq__Request *request, uint64_t shown, struct decision *ret);

// authorize: whether this device, and the person signed on at it, may send the request at all, and
// whether what it asks for can be: for WORK, before the work is begun and leaves a trace. refusal->reason is NONE if so. Returns ERR_OK or a store error.
int authorize(struct state *s, int64_t now_ms, const struct asker *asker,
              const Hallq__Request *request, Hallq__Refusal *refusal);

#endif
