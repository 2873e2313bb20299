// feed.h - one of the broker's two feeds: a SUB socket, and the halls followed on it.
#ifndef HALLQ_FEED_H
#define HALLQ_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "base/arena.h"
#include "hallq.h"

struct feed_socket;

struct feed {
    struct hallq *client;
    enum hallq_feed kind;
    const char *endpoint; // NULL: none
    void (*closed_cb)(struct feed *f);
    struct feed_socket *now; // NULL before the first follow
    unsigned sockets;        // with those still closing
    bool welcomed;           // this connection's subscriptions are live
    const char *server_key;  // that it was connected with
    uint64_t heard_ms;       // loop time of the last frame, or of connecting
    struct hallq_follow *follows;
    size_t follow_count;
    struct arena message; // being handled
    uv_timer_t timer;
    bool timer_open;
    bool closing;
};

void feed_open(struct feed *f);

// feed_close: ends its follows; closed_cb from the loop.
void feed_close(struct feed *f);

// feed_add: takes a follow in and subscribes to its hall. ERR_INVALID: the endpoint is none.
int feed_add(struct feed *f, struct hallq_follow *follow);

// feed_remove: unsubscribes; the feed frees the follow when nobody is inside one of its callbacks.
void feed_remove(struct feed *f, struct hallq_follow *follow);

// feed_judge: each follow looks anew at whether it is stale.
void feed_judge(struct feed *f);

#endif
