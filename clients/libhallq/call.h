// call.h - requests on their way: each has one key and comes to one outcome.
#ifndef HALLQ_CALL_H
#define HALLQ_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>
#include <uv.h>

#include "hallq.h"

#define CALL_BUCKETS 256

struct call;

struct calls {
    uv_loop_t *loop;
    struct hallq *client;
    void *data; // belongs to the user of the calls
    int (*send_cb)(struct calls *calls, const void *frame, size_t frame_size);
    void (*closed_cb)(struct calls *calls); // after calls_close
    uint64_t session;
    uint32_t number, read_number; // the numbers last given to a command, to a read
    Hallq__Device__Role claimed_role;
    uint32_t claimed_device;
    TAILQ_HEAD(call_list, call) all;                    // in the order in which the calls were made
    LIST_HEAD(call_bucket, call) buckets[CALL_BUCKETS]; // by the request's number
    size_t count, own_count;                            // own_count: the library's own calls
    uv_timer_t timer;
    uint64_t due_ms; // loop time when the timer fires; UINT64_MAX: it is not set
    bool closing;
};

struct call_options {
    uint32_t deadline_ms;
    bool own; // the library made the call: it does not count against the caller's limit
    hallq_done_cb done_cb;
    void *arg;
};

void calls_open(struct calls *c);

// calls_close: forgets all calls; closed_cb comes from the loop.
void calls_close(struct calls *c);

// calls_add does what hallq_send says, calls_give_up what hallq_give_up says.
int calls_add(struct calls *c, const Hallq__Request *request, const struct call_options *options,
              uint64_t *ret_call);
void calls_give_up(struct calls *c, uint64_t id);

// calls_reply: finds the request that a reply belongs to, and ends that request or sends it again
// later.
void calls_reply(struct calls *c, const Hallq__Reply *reply);

// calls_resend: sends unanswered requests again on a new connection, since they may be lost.
void calls_resend(struct calls *c);

#endif
