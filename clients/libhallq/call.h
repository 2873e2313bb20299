// call.h - requests on their way: one key, one outcome each.
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
    void *data; // the user's
    int (*send_cb)(struct calls *calls, const void *frame, size_t frame_size);
    void (*closed_cb)(struct calls *calls); // after calls_close
    uint64_t session;
    uint32_t number, read_number; // last given
    Hallq__Device__Role claimed_role;
    uint32_t claimed_device;
    TAILQ_HEAD(call_list, call) all;         // in the order they were made
    LIST_HEAD(call_bucket, call) buckets[CALL_BUCKETS]; // by number
    size_t count, own_count;                 // own: the library's
    uv_timer_t timer;
    uint64_t due_ms; // when the timer fires, UINT64_MAX: not set
    bool closing;
};

struct call_options {
    uint32_t deadline_ms;
    bool own; // the library's: not counted against the caller's limit
    hallq_done_cb done_cb;
    void *arg;
};

void calls_open(struct calls *c);

// calls_close: forgets all; closed_cb from the loop.
void calls_close(struct calls *c);

// calls_add: as hallq_send. calls_give_up: as hallq_give_up.
int calls_add(struct calls *c, const Hallq__Request *request, const struct call_options *options,
              uint64_t *ret_call);
void calls_give_up(struct calls *c, uint64_t id);

// calls_reply: finds the request a reply belongs to and ends it, or tries it again later.
void calls_reply(struct calls *c, const Hallq__Reply *reply);

// calls_resend: a new connection: what is unanswered may be lost, send it again.
void calls_resend(struct calls *c);

#endif
