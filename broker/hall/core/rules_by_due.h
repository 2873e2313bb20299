// rules_by_due.h - the rules of what falls due by itself, one for each kind of a due row; each is in the file of its wing.
#ifndef HALLQ_RULES_BY_DUE_H
#define HALLQ_RULES_BY_DUE_H

#include "broker/hall/core/deciding.h"

// kind (DueRow.Kind), rule. A rule emits at least one event whose application removes or moves the
// row; it returns ERR_OK or a store error.
#define DUES(X)                                                                                    \
    X(NO_SHOW, no_show_due)                                                                        \
    X(HOLD_END, hold_end_due)                                                                      \
    X(GAP_END, gap_end_due)                                                                        \
    X(DAY_ROLL, day_roll_due)                                                                      \
    X(HOURS, hours_due)                                                                            \
    X(LEFTOVERS, leftovers_due)                                                                    \
    X(PURGE, purge_due)                                                                            \
    X(FORGET_SEALED, forget_due)                                                                   \
    X(FORGET_REQUESTS, forget_due)                                                                 \
    X(FORGET_NUMBERS, forget_due)                                                                  \
    X(FORGET_TICKETS, forget_due)                                                                  \
    X(FORGET_JOURNAL, forget_due)                                                                  \
    X(BEGIN_DAY, begin_day_due)

typedef int due_fn(struct deciding *d, const struct due_key *due);

#define DUE_DECLARE(kind, rule) due_fn rule;
DUES(DUE_DECLARE)
#undef DUE_DECLARE

#endif
