// gather.h - the pause before a turn on a slow disk, so that those who were just answered and ask
// again share its sync with those who came during the last one. Without it they part into two groups
// that wait for each other's syncs, two for each command.
//
//     ── sync ──┬ answers ┬ the answered come again ...┬ all are here, none came in a step,
//      others come        └ a step ┴ a step ┴ a step ──┘ or time is up: turn
//
// Never on a fast disk; never for one who asks alone; never for longer than a sync after the last
// answers; and not if a turn of all would be more work than waiting for the disk: the groups then
// work while the other waits, which is better.
#ifndef HALLQ_GATHER_H
#define HALLQ_GATHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gather {
    uint64_t answered_us;  // when the last turn was answered, monotonic
    uint64_t work_us;      // what it took beside its commit
    size_t answered_count; // its commands
    bool looked;           // since then
    size_t others_count;   // commands at the first look: of others than those answered
    size_t seen_count;     // commands of the turn to come, at the last look
    uint64_t until_us;     // it may wait until then
};

// gather_answered: a turn of `count` commands is over, which took work_us beside its commit.
void gather_answered(struct gather *g, size_t count, uint64_t now_us, uint64_t work_us);

// gather_wants_look: look right after the answers, even if nobody has come: who is here by then are
// others, and how many tells when all have come again.
bool gather_wants_look(const struct gather *g, uint64_t sync_us);

// gather_step_us: how long to wait for more before looking again; 0: the turn is to begin. It has
// `count` commands by now. sync_us: how long a sync takes, lately.
uint64_t gather_step_us(struct gather *g, size_t count, uint64_t now_us, uint64_t sync_us);

#endif
