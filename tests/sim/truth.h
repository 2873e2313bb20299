// truth.h - what every screen ought to show: the fold of all committed events, per feed, with a
// fingerprint after each sequence number.
#ifndef HALLQ_SIM_TRUTH_H
#define HALLQ_SIM_TRUTH_H

#include "broker/hall/rules.h"
#include "clients/libhallq/view/view.h"
#include "tests/sim/sim.h"

struct truth_point {
    uint64_t fingerprint;
    int64_t world_ms; // when it was committed
    bool shown;       // this feed shows the event
};

struct truth_side {
    struct hallq_view view;
    struct truth_point *points; // by sequence number
    size_t count;               // numbers 0..count-1 are known
    size_t room;
};

struct truth {
    struct truth_side sides[FEED_COUNT]; // by enum feed
    uint64_t *calls;                     // sequence numbers
    size_t call_count, call_room;
};

void truth_init(struct truth *t);
void truth_fini(struct truth *t);

// truth_fold: the next committed record of the hall.
void truth_fold(struct sim *s, struct truth *t, const Hallq__JournalRecord *record,
                struct arena *arena);

struct judge;

// truth_matches: whether a view shows what it ought to at `seq`; else *ret_what says what differs.
bool truth_matches(const struct judge *j, enum feed feed, uint64_t seq,
                   const struct hallq_view *view, const char **ret_what);

// truth_next_at_ms: when the first event after `seq` that this feed shows was committed; 0 none.
int64_t truth_next_at_ms(const struct judge *j, enum feed feed, uint64_t seq);

// truth_call_between: the first call strictly between two numbers; 0 none.
uint64_t truth_call_between(const struct judge *j, uint64_t after, uint64_t before);

#endif
