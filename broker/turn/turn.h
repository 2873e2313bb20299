// turn.h - the turn: what was asked in a round of the loop, decided in order in one open
// transaction, made durable once, then answered, then published. Nothing decided in a turn leaves
// before its commit, refusals and reads included.
//
//     frames, findings ─▶ items ─▶ decide, apply ─▶ due rows ─▶ commit ─▶ answers ─▶ feeds
//                                        │                        │
//                                        └── a store's error ─────┴─▶ undone; see turn.c
//
// On a slow disk it may wait some rounds for more (gather.h). Then it is open: what is here is decided
// already, and nothing else may use the store's transaction.
#ifndef HALLQ_TURN_H
#define HALLQ_TURN_H

#include <uv.h>

#include "broker/door/router.h"
#include "broker/hall/rules.h"
#include "broker/live/clock.h"
#include "broker/live/devices.h"
#include "broker/turn/gather.h"

// A turn's commands, with those whose work on a worker is done, and findings.
#define TURN_ITEMS_MAX (LIMIT_TURN_COMMANDS + LIMIT_WAITING_WORK + 64)

// Reasons for which commands failed that are told once in a while, not each time: some rows, and as
// much of the words as tells one from another.
#define FAILURES_KEPT 8
#define FAILURE_WHY_SIZE 160

struct broker;
struct job;

enum item_kind {
    ITEM_COMMAND,
    ITEM_COUNTER_HEARD, // a counter's terminal is lost or found
    ITEM_CLOCK,         // the wall clock is in doubt, or agrees again
    ITEM_TIME_ZONE,     // what a hall's zone came to, compared with the law
    ITEM_SIGN_ON_ENDS,  // somebody sent no command for too long, or their terminal's key ended
};

struct item {
    enum item_kind kind;
    // a command
    struct peer peer;                  // its job knows who asked
    char user_id[DEVICE_USER_ID_SIZE]; // of its connection, empty without keys
    struct asker asker;
    const Hallq__Request *request; // in turn.requests, or the job's; NULL: could not be read
    uint64_t session;              // what it said of itself, also if it could not be read
    uint32_t number;
    Hallq__Refusal refusal; // decided before the turn: the message, the key
    struct job *job;        // its work that is done; the turn frees it
    // a finding
    uint32_t hall;
    uint32_t counter;
    bool heard;
    bool alarmed;
    uint32_t device;
    bool idle;
    int64_t wall_at_ms;
    Hallq__TimeZone time_zone;
    // what it came to, in turn.arena
    Hallq__Reply *reply;
    Hallq__JournalRecord *record;
    const Hallq__Refusal *recorded_refusal; // with a record: a wrong PIN is counted
    bool look;                              // the record says that somebody looked, and no more
    bool again;                             // a retry of what was applied before
    struct job *new_job;                    // to be begun after the commit, which answers later
    bool token_taken;                       // of the device's bucket: a turn undone takes no other
    uint32_t reserved_size;                 // of a read: what it takes until it is sent
};

struct turn {
    struct broker *broker;
    struct item items[TURN_ITEMS_MAX];
    size_t item_count;
    struct arena requests; // what came in
    bool secrets;          // a PIN may be among it
    struct arena arena;    // what is read and decided
    uint64_t number;       // last turn on the disk
    int64_t now_ms;        // hall time of the turn at hand
    bool open;             // the transaction is
    struct state state;    // through which it is used
    size_t decided_count;  // items before this one are decided in it, or not part of it
    bool written;
    bool last;                    // the broker stops: no later hall time is told than this turn's
    struct item *deciding;        // the one at hand, for the log
    int64_t due_at_ms;            // when the next row is due, INT64_MAX none
    struct due_passed due_passed; // rows that failed; the others fall due meanwhile
    bool due_paused;              // what is due cannot be looked at, or too much of it fails
    int64_t due_again_ms;         // monotonic: both end then
    size_t due_rotten_count;      // rows that cannot be read
    struct due_key due_deciding;  // the one at hand
    bool due_at_hand;             // there is one
    struct due_key due_done;      // the last applied in this attempt, which takes it away
    bool due_any_done;            // there is one
    struct failure {
        char why[FAILURE_WHY_SIZE];
        int64_t again_ms;      // of the machine: when it is told again
    } failures[FAILURES_KEPT]; // why commands failed, as the log was told
    size_t failure_next;
    int purges;                // of halls, by what was due in this turn
    int stopped_by;            // writes are refused: ERR_DISK_FULL or ERR_MAP_FULL, else ERR_OK
    uint64_t ahead_us;         // of the turn at hand, deciding while it waited for more
    uint64_t commit_us;        // of the turn at hand, all attempts
    struct clock clock_before; // that turn: brought back when the turn is undone
    struct gather gather;
    uv_check_t check;
    uv_idle_t idle;
    uv_timer_t due_timer;
    uv_timer_t rest_timer;    // runs while the tables lack turns that the store's log has
    uint64_t rest_number;     // the last turn when it ran last
    uv_timer_t readers_timer; // runs while readers wait for the tables
    int64_t readers_shown_ms; // monotonic: when the tables were brought up for readers last
};

// turn_init: starts the turn's handles; call it before any socket is opened, so that the turn runs
// after the sockets were read. `number`: last turn on the disk.
void turn_init(struct turn *t, struct broker *b, uint64_t number);
void turn_fini(struct turn *t); // memory; the handles were closed by turn_close
void turn_close(struct turn *t);

// turn_add: a zeroed item in the next turn; NULL when it is full.
struct item *turn_add(struct turn *t);

// turn_wake: the turn runs at the end of this loop round, or waits there for more.
void turn_wake(struct turn *t);

// turn_run: now. Ends the process on an input/output error.
void turn_run(struct turn *t);

// turn_run_last: the same, and the store says that no hall time is told after it.
void turn_run_last(struct turn *t);

// turn_uncovered: the hall time that may be told will soon be reached: a turn is to write a later
// one (clock.h), whether or not it has anything else to do.
bool turn_uncovered(const struct turn *t);

// turn_look: a look at the state outside of a turn, on the disk already: state in, answer out. An
// open turn is run first. Returns what look_cb returns, or a store error.
int turn_look(struct turn *t, int (*look_cb)(struct state *s, void *arg), void *arg);

// turn_due_failing: rows of the due table that are passed over, since they failed or are rotten.
size_t turn_due_failing(const struct turn *t);

// turn_probe: while writes are refused, tries whether they may go on. Each second.
void turn_probe(struct turn *t);

#endif
