// pace.h - how fast customers may go, by the hall's settings: each device, and each web session behind
// a gateway's key. People of the staff are on record instead.
#ifndef HALLQ_PACE_H
#define HALLQ_PACE_H

#include "broker/hall/rules.h"
#include "broker/turn/buckets.h"
#include "broker/turn/inbox.h"

// Buckets of devices, and of web sessions.
struct pace {
    struct buckets devices, web;
};

// pace_fini: frees all. Safe on a zeroed struct.
void pace_fini(struct pace *p);

// pace_take: takes a token for this command, once however often its turn is undone, or says when there
// will be one (ret->reason is TOO_FAST), at now_ms of hall time. Returns ERR_OK or a store error.
int pace_take(struct pace *p, struct state *s, int64_t now_ms, struct command *command,
              Hallq__Refusal *ret);

// pace_give: gives back what this command took; nothing if it took none.
void pace_give(struct pace *p, struct command *command);

// pace_costs: a refusal that says whether a guess was right costs as much as what was asked for.
bool pace_costs(const Hallq__Refusal *refusal);

#endif
