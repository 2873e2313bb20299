// uvz.h - one ZeroMQ socket on a libuv loop, without stalls.
//
// ZMQ_FD says "commands may have arrived in the socket's mailbox", not "a message is readable", and
// any call on the socket may swallow that signal. So the poll handle only wakes the loop; a check
// handle then takes messages, at most `budget` a round; and a prepare handle asks for ZMQ_EVENTS
// before the loop would sleep, and keeps it awake if there is something.
//
// Asking costs libzmq two system calls. A socket that nobody touched since it was asked cannot have
// swallowed anything: its fd will tell. So only those are asked whose messages were taken in this
// round, and those that somebody used and said so with uvz_used.
#ifndef HALLQ_UVZ_H
#define HALLQ_UVZ_H

#include <stdbool.h>
#include <uv.h>

struct uvz;

// Takes one message with ZMQ_DONTWAIT. Returns false when there was none left. It may use the
// socket for more.
typedef bool (*uvz_in_cb)(struct uvz *z);

// Called after each round that took at least one message: the place to end a batch.
typedef void (*uvz_round_cb)(struct uvz *z);

struct uvz {
    void *socket;
    void *data; // the user's
    uvz_in_cb in_cb;
    uvz_round_cb round_cb; // may be NULL
    int budget;            // messages a round
    bool used;             // since it was asked: its signal may be swallowed
    bool woken;            // there may be messages
    bool paused;
    bool stopping;
    int closing_count;
    void (*stopped_cb)(struct uvz *z);
    uv_poll_t poll;
    uv_prepare_t prepare;
    uv_check_t check;
    uv_idle_t idle;
};

// uvz_start: watches the socket; the socket stays the caller's. ERR_OK or ERR_SYSTEM.
int uvz_start(struct uvz *z, uv_loop_t *loop, void *socket, int budget, uvz_in_cb in_cb,
              void *data);

// uvz_used: to be called after each call of libzmq on the socket from anywhere but in_cb: before
// the loop sleeps the socket is asked again. Forgotten, messages wait until more come.
void uvz_used(struct uvz *z);

// uvz_pause: takes no more messages, to the end; they wait in the socket, and the peers behind its
// high-water mark.
void uvz_pause(struct uvz *z);

// uvz_stop: closes the handles and calls stopped_cb (may be NULL) from the loop; only then may the
// socket be closed. A zeroed struct, or one already stopping, is left alone and stopped_cb is not
// called.
void uvz_stop(struct uvz *z, void (*stopped_cb)(struct uvz *z));

#endif
