// gather.h - the pause before a turn on a slow disk, so that clients who were just answered and ask
// again share its sync with clients whose commands came during the last sync. Without the pause the
// clients part into two groups that wait for each other's syncs, two syncs for each command.
//
//     ── sync ──┬ answers ┬ the answered come again ...┬ all are here, none came in a step,
//      others come        └ a step ┴ a step ┴ a step ──┘ or time is up: turn
//
// There is no pause on a fast disk, nor for a client who asks alone, and it never lasts longer than
// a sync after the last answers. Nor is there one if a turn of all commands took longer than a
// sync: then one group works while the other waits for the disk, which is better.
#ifndef HALLQ_GATHER_H
#define HALLQ_GATHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gather {
    uint64_t answered_us;  // when the last turn was answered, monotonic
    uint64_t work_us;      // how long the last turn took beside its commit
    size_t answered_count; // the commands of the last turn
    bool looked;           // gather_step_us was called since answered_us
    size_t others_count;   // commands at the first look, of clients that were not answered
    size_t seen_count;     // commands of the turn to come, at the last look
    uint64_t until_us;     // monotonic: the pause ends by then
};

// gather_answered: a turn of `count` commands is over; it took work_us beside its commit.
void gather_answered(struct gather *g, size_t count, uint64_t now_us, uint64_t work_us);

// gather_wants_look: whether to look at the inbox right after the answers, even if it is empty: the
// commands there are of other clients, and their number tells when all answered clients are back.
bool gather_wants_look(const struct gather *g, uint64_t sync_us);

// gather_step_us: how long to wait for more before looking again; 0: the turn is to begin.
// `count`: its commands so far. sync_us: how long a sync has taken lately.
uint64_t gather_step_us(struct gather *g, size_t count, uint64_t now_us, uint64_t sync_us);

#endif
