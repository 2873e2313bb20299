// due.h - the due table: finding its earliest row, and deciding a row.
#ifndef HALLQ_DUE_H
#define HALLQ_DUE_H

#include "broker/hall/core/decision.h"
#include "broker/hall/core/keys.h"
#include "broker/hall/core/state.h"

// Rows of the due table that failed a while ago and are passed over.
#define DUE_PASSED_MAX 64 // if more rows fail, the fault is not in the rows

struct due_passed {
    struct due_key keys[DUE_PASSED_MAX];
    size_t count;
};

// due_same: whether both keys name the same row.
bool due_same(const struct due_key *a, const struct due_key *b);

struct due_first {
    bool found;
    struct due_key key;
    size_t rotten_count; // rows before `key` that cannot be read, or whose keys do not fit
};

// due_find: the earliest row of the due table that can be read and is not in `passed` (NULL: no row
// is passed over). Returns ERR_OK or a store error.
int due_find(struct state *s, const struct due_passed *passed, struct due_first *ret);

// due_next: the earliest row of the due table at or before now_ms. ERR_NOT_FOUND if nothing is due.
int due_next(struct state *s, int64_t now_ms, struct due_key *ret);

// due_first_ms: when the earliest row is due, in hall time; INT64_MAX if there is no row.
int due_first_ms(struct state *s, int64_t *ret_at_ms);

// decide_due: decides a due row; applying the record always removes or moves the row.
int decide_due(struct state *s, int64_t now_ms, const struct due_key *due, struct decision *ret);

#endif
