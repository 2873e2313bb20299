// rules_by_command.h - the rule of each command, by the marks in proto/command.proto; a rule stands
// in the file of its wing.
#ifndef HALLQ_RULES_BY_COMMAND_H
#define HALLQ_RULES_BY_COMMAND_H

#include "broker/hall/core/deciding.h"

// A decide rule fills d->out by emit() and returns ERR_OK, or returns what refuse() returned, or a
// store error. A read rule fills the reply's body instead.
typedef int decide_fn(struct deciding *d, const Hallq__Request *request);
typedef int read_fn(struct deciding *d, const Hallq__Request *request, Hallq__Reply *reply);

// The rules, one for each command: a read rule or a decide rule. A command that a worker does has
// no rule.
#define RULE_WRITE(member) decide_fn member##_decide;
#define RULE_PIN(member) decide_fn member##_decide;
#define RULE_READ(member) read_fn member##_read;
#define RULE_WORK(member)
#define RULE_ERRAND(member)
#define COMMAND(CASE, member, KIND, SCOPE, devices, staff) RULE_##KIND(member)
#include "proto/commands.def"
#undef COMMAND
#undef RULE_WRITE
#undef RULE_PIN
#undef RULE_READ
#undef RULE_WORK
#undef RULE_ERRAND

#endif
