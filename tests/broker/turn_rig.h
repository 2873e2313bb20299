// turn_rig.h - a broker on the real store, with errors put between them (the linker's --wrap).
#ifndef HALLQ_TESTS_TURN_RIG_H
#define HALLQ_TESTS_TURN_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/wire/wire.h"
#include "tests/broker/hall_rig.h"

// Faults that the store, the rules and the disk are to show.
struct faults {
    int commit_err;      // what the next commits come to
    int commit_failures; // so many of them, -1 all
    int grow_err;
    int grow_count;
    uint32_t failing_service;     // its tickets cannot be applied
    int apply_err;                // what that comes to, once; 0: ERR_INVALID each time
    int due_failures;             // so many due rows cannot be decided
    uint64_t sync_us;             // how slow the disk seems, 0: as it is
    const struct hall_rig *due;   // its next checkpoint is due; NULL again once it began
    uint64_t due_replies;         // that had left by then
    const struct hall_rig *quiet; // nothing may leave this broker from begin to commit
    uint64_t replies, messages;   // that had left it at the beginning
    const struct hall_rig *rig;   // whose turns are looked at
    size_t items_max;             // of its largest
};
extern struct faults faults; // zeroed: none

// Of the last checkpoint that a job asked for in a turn with others: what had left by then.
struct left {
    const struct hall_rig *rig; // NULL: nobody looks
    size_t items;
    uint64_t replies, messages;
};
extern struct left left;

// setup, teardown: of each test, by cmocka; without faults.
int setup(void **state);
int teardown(void **state);

// ask: the answer to a request of hall 1 (of none where it concerns the broker). `body`: what its case
// takes. snapshot, sign_on (member 7 of the staff at counter 1): the answers to these.
Hallq__Reply *ask(struct terminal *t, Hallq__Request__BodyCase body_case, void *body);
Hallq__Reply *snapshot(struct terminal *t);
Hallq__Reply *sign_on(struct terminal *t, const char *pin);

// pin_set: gives that member the PIN 2468.
void pin_set(struct hall_rig *r);

#define assert_refused(reply, REASON)                                                              \
    assert_int_equal(reason_of(reply), HALLQ__REFUSAL__REASON__##REASON)
#define assert_done(reply) assert_int_equal((reply)->body_case, HALLQ__REPLY__BODY_DONE)

#endif
