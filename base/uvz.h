// uvz.h - one ZeroMQ socket on a libuv loop, without stalls.
//
// ZMQ_FD says "commands may have arrived in the socket's mailbox", not "a message is readable", and
// any call on the socket may swallow that signal. So the poll handle only wakes the loop; a check
// handle then takes messages, at most `budget` a round; a prepare handle asks once more before the
// loop would sleep, and keeps it awake if need be. Asking costs libzmq two system calls, so it is done
// once a round, not once a message, and a socket that nothing woke is left alone.
#ifndef HALLQ_UVZ_H
#define HALLQ_UVZ_H

#include <stdbool.h>
#include <uv.h>

struct uvz;

// Takes one message with ZMQ_DONTWAIT. Returns false when there was none left.
typedef bool (*uvz_in_cb)(struct uvz *z);

// Called after each round that took at least one message: the place to end a batch.
typedef void (*uvz_round_cb)(struct uvz *z);

struct uvz {
    void *socket;
    void *data; // the user's
    uvz_in_cb in_cb;
    uvz_round_cb round_cb; // may be NULL
    int budget;            // messages a round
    bool woken;            // since the last round: there may be messages
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

// uvz_pause: takes no more messages, to the end; they wait in the socket, and the peers behind its
// high-water mark.
void uvz_pause(struct uvz *z);

// uvz_stop: closes the handles and calls stopped_cb (may be NULL) from the loop; only then may the
// socket be closed. A zeroed struct, or one already stopping, is left alone and stopped_cb is not
// called.
void uvz_stop(struct uvz *z, void (*stopped_cb)(struct uvz *z));

#endif
