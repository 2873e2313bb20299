// judge.h - every committed record, in order, held against the model and against what no hall may
// ever do; and the books for the end: every answer given, every record, replayed into a new store.
#ifndef HALLQ_SIM_JUDGE_H
#define HALLQ_SIM_JUDGE_H

#include "tests/sim/host.h"
#include "tests/sim/sim.h"
#include "tests/sim/truth.h"

struct judge *judge_create(void);
void judge_destroy(struct judge *j);

// judge_opened: the store was opened: what it holds is what was committed.
void judge_opened(struct sim *s, uint64_t seq, uint64_t seq0, uint64_t turn);

// judge_turn: a turn is on the disk. `unheard`: its answers will not leave. False: a check failed.
bool judge_turn(struct sim *s, struct state *state, struct turn_item *items, size_t count,
                bool unheard);

// judge_first: an item that was decided, but is not judged yet, is the first of this run to change something so, in
// that state of what it is about.
bool judge_first(struct sim *s, const struct turn_item *item);

// judge_lost: what was decided in a turn that never reached the disk.
void judge_lost(struct sim *s, struct turn_item *items, size_t count);

// judge_acknowledged: a client has an answer in hands.
void judge_acknowledged(struct sim *s, uint32_t device, uint32_t web, uint32_t hall,
                        const Hallq__Reply *reply);

// judge_replay: a new store made from the journal alone has the same rows.
void judge_replay(struct sim *s);

// judge_end: after healing: nothing is late, nothing is missing.
void judge_end(struct sim *s);

const struct plan *judge_plan(const struct sim *s); // in force, or NULL
const struct truth *judge_truth(const struct judge *j);

#endif
