// turn.h - the turn: the arrivals of a round of the loop are decided in order in one open
// transaction, made durable by one sync, then answered, then published. No answer leaves before the
// commit of its turn, be it a refusal or a read.
//
//     inbox ─▶ dispatch, apply ─▶ due rows ─▶ commit ─▶ written_cb ─▶ answers ─▶ answered_cb
//                     │                          │
//                     └──── a store's error ─────┴─▶ undone; see turn.c
//
// On a slow disk the turn may wait some rounds for more commands (gather.h). Then it is open: the
// commands so far are decided, and no other code may use the store's transaction (look.h).
#ifndef HALLQ_TURN_H
#define HALLQ_TURN_H

#include <uv.h>

#include "broker/turn/checkpoint.h"
#include "broker/turn/due_rows.h"
#include "broker/turn/gather.h"
#include "broker/turn/parts.h"
#include "broker/turn/trouble.h"

// Callbacks of the modules above the turn. written_cb: the turn is on the disk, and no answer has
// left: for acts that must precede the answers. answered_cb: the answers have left; called also for
// a turn that wrote nothing. Until it returns the turn's records stand in the halls. answered_cb
// borrows the arena.
struct turn_hooks {
    void (*written_cb)(void *arg);
    void (*answered_cb)(void *arg, struct arena *arena);
    void *arg;
};

struct turn {
    struct turn_parts parts;
    struct turn_hooks hooks;
    struct state state;                  // valid while the turn is open
    struct outcome *outcomes[INBOX_MAX]; // by place in the inbox; NULL: undecided, or answered
    size_t decided_count;                // arrivals before this place are decided, or answered
    const struct command *deciding;      // the command that is being decided, for the log
    bool last;                 // the broker stops: no later hall time is told than this turn's
    struct clock clock_before; // as the turn began: brought back when the turn is undone
    uint64_t ahead_us;         // of this turn: time spent deciding while it waited for more
    uint64_t commit_us;        // of this turn: time in commits, of all attempts
    struct due_rows due;
    struct trouble trouble;
    struct checkpoint checkpoint;
    struct gather gather;
    uv_check_t check;
    uv_timer_t due_timer;
};

// turn_init: starts the turn's handles, on a zeroed struct; before any socket is opened, so that
// the turn runs after the sockets were read. All parts but its own outlive the turn.
void turn_init(struct turn *t, uv_loop_t *loop, const struct turn_parts *parts,
               const struct turn_hooks *hooks);
void turn_fini(struct turn *t); // frees memory; turn_close has closed the handles
void turn_close(struct turn *t);

// turn_run: runs a turn now. Ends the process on an input/output error.
void turn_run(struct turn *t);

// turn_run_last: runs a turn, with which the store says that no later hall time is told.
void turn_run_last(struct turn *t);

// turn_uncovered: whether the last hall time that may be told will soon be reached: then a turn is
// to write a later time (clock.h), whether or not it has commands.
bool turn_uncovered(const struct turn *t);

#endif
