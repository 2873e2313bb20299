// invariants.h - what holds of a hall's tables after every command.
#ifndef HALLQ_RULES_INVARIANTS_H
#define HALLQ_RULES_INVARIANTS_H

#include "broker/hall/rules.h"

// invariants_broken: NULL, or a sentence about the first thing that does not agree, in the arena:
// each ticket is in exactly the line and due row its row says, counts are counts, a counter and its
// ticket name each other.
const char *invariants_broken(struct state *s, uint32_t hall);

#endif
