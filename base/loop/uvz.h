// uvz.h - one ZeroMQ socket on a libuv loop, without stalls.
//
// ZMQ_FD says "commands may have arrived in the socket's mailbox", not "a message is readable", and
// any call on the socket may swallow that signal. So the poll handle only wakes the loop; a check
// handle then takes messages, at most `budget` a round; and a prepare handle asks for ZMQ_EVENTS
// before the loop would sleep, and keeps the loop awake if a message is there.
//
// Asking costs libzmq two system calls. A socket that was not called since it was asked cannot have
// swallowed a signal: its fd will tell. So only two kinds of sockets are asked: those whose
// messages were taken in this round, and those whose user called uvz_used.
#ifndef HALLQ_UVZ_H
#define HALLQ_UVZ_H

#include <stdbool.h>
#include <uv.h>

struct uvz;

// Takes one message with ZMQ_DONTWAIT. Returns false when no message was left. The callback may use
// the socket for more.
typedef bool (*uvz_in_cb)(struct uvz *z);

// Called after each round that took at least one message: the place to end a batch.
typedef void (*uvz_round_cb)(struct uvz *z);

struct uvz {
    void *socket;
    void *data; // belongs to the user of the socket
    uvz_in_cb in_cb;
    uvz_round_cb round_cb; // may be NULL
    int budget;            // messages a round
    bool used;             // the socket was used since it was asked: its signal may be swallowed
    bool woken;            // messages may be there
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

// uvz_used: the user calls it after each call of libzmq on the socket from anywhere but in_cb, so
// that the socket is asked again before the loop sleeps. Without it, messages wait until more come.
void uvz_used(struct uvz *z);

// uvz_pause: takes no more messages from now on; they wait in the socket, and the peers behind its
// high-water mark.
void uvz_pause(struct uvz *z);

// uvz_stop: closes the handles and calls stopped_cb (may be NULL) from the loop; only then may the
// socket be closed. A zeroed struct, or one already stopping, is left alone and stopped_cb is not
// called.
void uvz_stop(struct uvz *z, void (*stopped_cb)(struct uvz *z));

#endif
