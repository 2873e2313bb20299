// dispatch.h - a command's way through the rules, by its kind, and a finding's.
#ifndef HALLQ_DISPATCH_H
#define HALLQ_DISPATCH_H

#include "broker/turn/parts.h"

// dispatch_command, dispatch_finding: in the open transaction: the outcome gets a record to be applied,
// or a reply, or a job; a finding may come to nothing at all. Return ERR_OK or a store error.
int dispatch_command(struct turn_parts *p, struct state *s, struct command *command,
                     struct outcome *outcome);
int dispatch_finding(struct turn_parts *p, struct state *s, const struct finding *finding,
                     struct outcome *outcome);

// dispatch_answer: the reply of a command whose record was applied. Customer data it may show is opened
// here. Returns ERR_OK or a store error.
int dispatch_answer(struct turn_parts *p, struct state *s, const struct command *command,
                    struct outcome *outcome);

#endif
