// rot.h - a whole broker whose stored rows rot while it runs: made rotten below the store's reads (the
// linker's --wrap of row_open).
#ifndef HALLQ_TESTS_ROT_H
#define HALLQ_TESTS_ROT_H

#include "tests/broker/hall_rig.h"

struct rot {
    bool whole_table;
    bool until_written; // a turn that is undone writes the ones before it again
    enum table table;
    struct key key;
    int err; // ERR_OK: nothing is rotten
};
extern struct rot rot;

// rot_row: this row from now on. What the broker keeps unpacked it does not read again: rows_forget.
void rot_row(enum table table, struct key key);
void rows_forget(struct hall_rig *r);

// For cmocka: an open broker in *state.
int rot_setup(void **state);
int rot_teardown(void **state);

// row_write: writes a row past the rules, as a broken version might have.
void row_write(struct hall_rig *r, enum table table, struct key key, const void *value,
               size_t size);

// ask: the answer to a request of this body.
Hallq__Reply *ask(struct terminal *t, Hallq__Request__BodyCase body_case, void *body,
                  uint32_t hall);

// sign_on: clerk 7 at counter 1.
void sign_on(struct hall_rig *r);

#endif
