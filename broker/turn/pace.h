// pace.h - limits how fast customers may send commands, by the hall's settings: through each
// device, and in each web session behind a gateway's key. Staff have none: they are on record.
#ifndef HALLQ_PACE_H
#define HALLQ_PACE_H

#include "broker/hall/rules.h"
#include "broker/turn/buckets.h"
#include "broker/turn/inbox.h"

// The buckets of devices, and those of web sessions.
struct pace {
    struct buckets devices, web;
};

// pace_fini: frees all buckets. Safe on a zeroed struct.
void pace_fini(struct pace *p);

// pace_take: takes a token for this command at now_ms of hall time, once however often its turn is
// undone, or says when there will be a token (ret->reason is TOO_FAST, ret->at_ms hall time).
// Returns ERR_OK or a store error.
int pace_take(struct pace *p, struct state *s, int64_t now_ms, struct command *command,
              Hallq__Refusal *ret);

// pace_give: gives back the token of this command, if it took one.
void pace_give(struct pace *p, struct command *command);

// pace_costs: whether this refusal costs the token, since it says whether a guess was right.
bool pace_costs(const Hallq__Refusal *refusal);

#endif
