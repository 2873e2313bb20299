// turn.h - the turn: what came in during a round of the loop, decided in order in one open transaction,
// made durable once, then answered, then published. Nothing decided in a turn leaves before its commit,
// refusals and reads included.
//
//     inbox ─▶ dispatch, apply ─▶ due rows ─▶ commit ─▶ written_cb ─▶ answers ─▶ answered_cb
//                     │                          │
//                     └──── a store's error ─────┴─▶ undone; see turn.c
//
// On a slow disk it may wait some rounds for more (gather.h). Then it is open: what is here is decided
// already, and nothing else may use the store's transaction (look.h).
#ifndef HALLQ_TURN_H
#define HALLQ_TURN_H

#include <uv.h>

#include "broker/turn/checkpoint.h"
#include "broker/turn/due_rows.h"
#include "broker/turn/gather.h"
#include "broker/turn/parts.h"
#include "broker/turn/trouble.h"

// What follows a turn, of those above it. written_cb: it is on the disk, and nothing of it has left:
// whatever must hold before its answers leave. answered_cb: they have left; also of a turn that wrote
// nothing. The records of the turn stand in the halls until then, and the arena is the turn's.
struct turn_hooks {
    void (*written_cb)(void *arg);
    void (*answered_cb)(void *arg, struct arena *arena);
    void *arg;
};

struct turn {
    struct turn_parts parts;
    struct turn_hooks hooks;
    struct state state;                  // while it is open: through which it works
    struct outcome *outcomes[INBOX_MAX]; // by place in the inbox; NULL: not decided, or dealt with
    size_t decided_count;                // what came before this one is decided, or not part of it
    const struct command *deciding;      // the command at hand, for the log
    bool last;                 // the broker stops: no later hall time is told than this turn's
    struct clock clock_before; // the turn: brought back when the turn is undone
    uint64_t ahead_us;         // of the turn at hand, deciding while it waited for more
    uint64_t commit_us;        // of the turn at hand, all attempts
    struct due_rows due;
    struct trouble trouble;
    struct checkpoint checkpoint;
    struct gather gather;
    uv_check_t check;
    uv_timer_t due_timer;
};

// turn_init: starts the turn's handles, on a zeroed struct; before any socket is opened, so that the
// turn runs after the sockets were read. The parts outlive it, but for those that are its own.
void turn_init(struct turn *t, uv_loop_t *loop, const struct turn_parts *parts,
               const struct turn_hooks *hooks);
void turn_fini(struct turn *t); // memory; the handles were closed by turn_close
void turn_close(struct turn *t);

// turn_run: now. Ends the process on an input/output error.
void turn_run(struct turn *t);

// turn_run_last: the same, and the store says that no hall time is told after it.
void turn_run_last(struct turn *t);

// turn_uncovered: the hall time that may be told will soon be reached: a turn is to write a later
// one (clock.h), whether or not it has anything else to do.
bool turn_uncovered(const struct turn *t);

#endif
