// host.h - the broker under test: the real rules over the real store, in turns, without sockets. It
// can be crashed between any two steps of a turn, and its store can refuse.
#ifndef HALLQ_SIM_HOST_H
#define HALLQ_SIM_HOST_H

#include "broker/hall/rules.h"
#include "tests/sim/sim.h"

// What became of a command in a turn; a column of the coverage table.
enum fate {
    FATE_CALM,    // nothing went wrong
    FATE_AGAIN,   // the store refused; the turn was done again
    FATE_LOST,    // the broker died before the commit
    FATE_UNHEARD, // the broker died after the commit, before the reply
    FATE_RETRIED, // it was applied before; the same answer again
    FATE_COUNT
};

enum turn_item_kind {
    ITEM_COMMAND,
    ITEM_READ,
    ITEM_WORK,     // handed to a worker, or refused before
    ITEM_PREPARED, // a worker's answer
    ITEM_DUE,
    ITEM_HEARD,
    ITEM_ALERTS, // a look for alerts
    ITEM_ADVICE, // advice that was found for an alert
};

// One thing decided in a turn. All but the request's bytes lives in the turn's arena.
struct turn_item {
    enum turn_item_kind kind;
    uint32_t who; // index of the client or, from SIM_CLIENTS on, of the screen
    struct asker asker;
    const Hallq__Request *request;
    struct due_key due;
    uint32_t counter; // of ITEM_HEARD
    bool heard;
    struct alert_known known; // of ITEM_ALERTS
    uint64_t alert;           // of ITEM_ADVICE
    int64_t now_ms;
    uint64_t seq; // of the hall, after it
    struct decision decision;
    Hallq__Reply *reply;
    bool redone;
    int subject; // state of what it concerns before it, for the coverage
};

// host_create: a store in a new folder, opened. NULL if that fails.
struct host *host_create(struct sim *s);
void host_destroy(struct host *h);

// What the agenda brings.
void host_request(struct sim *s, uint32_t who, const void *data, size_t size);
void host_turn(struct sim *s, uint64_t mark);
void host_work(struct sim *s, uint64_t mark);
void host_start(struct sim *s);
void host_heartbeat(struct sim *s);

// host_crash: dies at once, wherever it is; comes back after a while.
void host_crash(struct sim *s, const char *where);

// host_jump: the wall clock is set.
void host_jump(struct sim *s, int64_t by_ms);

// host_up: it runs. host_now_ms: its hall time.
bool host_up(const struct host *h);
int64_t host_now_ms(const struct sim *s);
uint64_t host_epoch(const struct host *h);

// host_state: the tables outside a turn, for the final looks; NULL if it cannot be opened. Ends
// with host_state_end.
struct state *host_state(struct sim *s);
void host_state_end(struct sim *s);

#endif
