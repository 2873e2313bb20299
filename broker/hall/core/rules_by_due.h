// rules_by_due.h - the rules of due rows, by the marks of DueRow.Kind in proto/record.proto; a rule
// stands in the file of its wing.
#ifndef HALLQ_RULES_BY_DUE_H
#define HALLQ_RULES_BY_DUE_H

#include "broker/hall/core/deciding.h"

// A rule emits at least one event whose application removes or moves the row; it returns ERR_OK or
// a store error. Kinds of one group share a rule, which is then declared more than once.
typedef int due_fn(struct deciding *d, const struct due_key *due);

#define DUE(KIND, rule, SUBJECT) due_fn rule##_due;
#include "proto/dues.def"
#undef DUE

#endif
