// feed.h - one of the broker's feeds: a SUB socket, and the halls followed on it. A follower of a
// hall keeps a struct followed, whose callbacks tell it what the feed says of that hall.
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
    // A message of the hall came: decoded, and packed as it came.
    void (*message)(struct followed *d, const Hallq__FeedMessage *m, const void *packed,
                    size_t size);
    void (*round)(struct followed *d);   // a round of messages has ended
    void (*tick)(struct followed *d);    // some time has passed on the loop
    void (*judge)(struct followed *d);   // the follower decides whether its view is stale
    void (*destroy)(struct followed *d); // ended and in no list: the owner frees it
};

struct followed {
    const struct followed_calls *calls;
    uint32_t hall;
    bool ended; // the owner's user gets no further callback
    LIST_ENTRY(followed) entry;
};

struct feed {
    uv_loop_t *loop;
    struct io *io;
    const struct io_keys *keys; // the keys that the link found right
    const struct link *link;
    enum hallq_feed kind;
    const char *endpoint; // NULL: the feed cannot be followed
    void *data;           // belongs to the user of the feed
    void (*closed_cb)(struct feed *f);
    struct feed_socket *now; // NULL before the first follow
    unsigned sockets;        // open ones, and those still closing
    bool welcomed;           // this connection's subscriptions are live
    const char *server_key;  // the server key that the socket was connected with
    uint64_t heard_ms;       // loop time of the last frame, or of connecting
    LIST_HEAD(followed_list, followed) all;
    size_t count;         // followers that have not ended
    struct arena message; // memory of the message being handled
    uv_timer_t timer;
    bool timer_open;
    bool closing;
};

void feed_open(struct feed *f);

// feed_close: ends all followers; closed_cb comes from the loop.
void feed_close(struct feed *f);

// feed_find: the follower of a hall that has not ended; NULL: the hall has none.
struct followed *feed_find(const struct feed *f, uint32_t hall);

// feed_add: takes in a follower and subscribes to its hall. ERR_INVALID: the endpoint is not one.
int feed_add(struct feed *f, struct followed *d);

// feed_remove: ends a follower and unsubscribes; `destroy` follows when none of its callbacks runs.
void feed_remove(struct feed *f, struct followed *d);

// feed_judge: has each follower decide anew whether its view is stale.
void feed_judge(struct feed *f);

#endif
