// dispatch.h - the way of a command, by its kind, and of a finding through the rules.
#ifndef HALLQ_DISPATCH_H
#define HALLQ_DISPATCH_H

#include "broker/turn/parts.h"

// dispatch_command, dispatch_finding: decide in the open transaction: the outcome gets a record to
// be applied, or a reply, or a job; a finding may leave it empty. Return ERR_OK or a store error.
int dispatch_command(struct turn_parts *p, struct state *s, struct command *command,
                     struct outcome *outcome);
int dispatch_finding(struct turn_parts *p, struct state *s, const struct finding *finding,
                     struct outcome *outcome);

// dispatch_answer: makes the reply of a command whose record was applied, and opens the customer
// data that the reply may show. Returns ERR_OK or a store error.
int dispatch_answer(struct turn_parts *p, struct state *s, const struct command *command,
                    struct outcome *outcome);

#endif
