// rules_by_command.h - the rules of commands, one each, by the marks in proto/command.proto; each is in the file of its wing.
#ifndef HALLQ_RULES_BY_COMMAND_H
#define HALLQ_RULES_BY_COMMAND_H

#include "broker/hall/core/deciding.h"

// A rule: fills d->out by emit() and returns ERR_OK, or returns what refuse() returned, or a store error.
typedef int decide_fn(struct deciding *d, const Hallq__Request *request);
typedef int read_fn(struct deciding *d, const Hallq__Request *request, Hallq__Reply *reply);

// The rules, one for each command: what reads, and what decides. What a worker does has none.
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
