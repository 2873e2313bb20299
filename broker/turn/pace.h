// pace.h - how fast customers may go, by the hall's settings: each device, and each web session behind
// a gateway's key. People of the staff are on record instead.
#ifndef HALLQ_PACE_H
#define HALLQ_PACE_H

#include "broker/hall/rules.h"

struct broker;
struct item;

// pace_take: takes a token for this command, once however often its turn is undone, or says when there
// will be one (ret->reason is TOO_FAST). Returns ERR_OK or a store error.
int pace_take(struct broker *b, struct state *s, struct item *item, Hallq__Refusal *ret);

// pace_give: gives back what this command took; nothing if it took none.
void pace_give(struct broker *b, struct item *item);

// pace_costs: a refusal that says whether a guess was right costs as much as what was asked for.
bool pace_costs(const Hallq__Refusal *refusal);

#endif
