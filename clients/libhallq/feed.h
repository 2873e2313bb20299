// feed.h - one of the broker's two feeds: a SUB socket, and the halls followed on it. Who follows a
// hall keeps a struct followed and is told by its calls what the feed says of that hall.
#ifndef HALLQ_FEED_H
#define HALLQ_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>
#include <uv.h>

#include "base/arena.h"
#include "hallq.h"
#include "io.h"
#include "link.h"

struct feed_socket;
struct followed;

struct followed_calls {
    // The subscription is live on a new connection: from now on no message is missed.
    void (*welcomed)(struct followed *d);
    // One message of the hall, decoded and as it came.
    void (*message)(struct followed *d, const Hallq__FeedMessage *m, const void *packed,
                    size_t size);
    void (*round)(struct followed *d);   // a round of messages is over
    void (*tick)(struct followed *d);    // some time has passed
    void (*judge)(struct followed *d);   // is what it shows stale?
    void (*destroy)(struct followed *d); // it has ended and is in no list: its owner frees it
};

struct followed {
    const struct followed_calls *calls;
    uint32_t hall;
    bool ended; // no further callback of its owner's user
    LIST_ENTRY(followed) entry;
};

struct feed {
    uv_loop_t *loop;
    struct io *io;
    const struct io_keys *keys; // as the link found them right
    const struct link *link;
    enum hallq_feed kind;
    const char *endpoint; // NULL: none
    void *data;           // the user's
    void (*closed_cb)(struct feed *f);
    struct feed_socket *now; // NULL before the first follow
    unsigned sockets;        // with those still closing
    bool welcomed;           // this connection's subscriptions are live
    const char *server_key;  // that it was connected with
    uint64_t heard_ms;       // loop time of the last frame, or of connecting
    LIST_HEAD(followed_list, followed) all;
    size_t count;         // that have not ended
    struct arena message; // being handled
    uv_timer_t timer;
    bool timer_open;
    bool closing;
};

void feed_open(struct feed *f);

// feed_close: ends all who follow; closed_cb from the loop.
void feed_close(struct feed *f);

// feed_find: who follows a hall and has not ended; NULL: nobody.
struct followed *feed_find(const struct feed *f, uint32_t hall);

// feed_add: takes in who follows a hall and subscribes to it. ERR_INVALID: the endpoint is none.
int feed_add(struct feed *f, struct followed *d);

// feed_remove: ends it and unsubscribes; its `destroy` follows when no callback of it is running.
void feed_remove(struct feed *f, struct followed *d);

// feed_judge: all who follow look anew at whether they are stale.
void feed_judge(struct feed *f);

#endif
