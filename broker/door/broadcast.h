// broadcast.h - the socket of a feed: it sends one-frame messages, topic and body, to its
// subscribers, and knows which halls they follow.
#ifndef HALLQ_BROADCAST_H
#define HALLQ_BROADCAST_H

#include "base/limit.h"
#include "base/loop/uvz.h"
#include "broker/door/net.h"

struct broadcast {
    struct uvz uvz;
    void *socket;
    const struct net *net;
    uv_loop_t *loop;
    const char *domain;
    char endpoint[NET_ENDPOINT_SIZE];       // the address really bound
    uint64_t heard[LIMIT_HALL_ID / 64 + 1]; // a bit for each hall that has a subscriber
    size_t topics_size;                     // bytes of the distinct topics subscribed to
    uint32_t loose_count;                   // topics that are not a single hall's: prefixes of many
    bool reopening;
    bool stopping;
    uv_timer_t retry; // binds again
    bool retry_open;
    void *arg;
    void (*stopped_cb)(void *arg);
    uint64_t out_count;
    uint64_t reopen_count;
};

// broadcast_start: binds and listens. `domain` is a feed's NET_DOMAIN_*. ERR_BUSY: the address is
// in use; ERR_INVALID: the text is no address; ERR_NOT_FOUND: the address is not this machine's, or
// its folder is missing; ERR_DENIED, ERR_SYSTEM.
int broadcast_start(struct broadcast *b, const struct net *n, uv_loop_t *loop, const char *endpoint,
                    const char *domain);

// broadcast_heard: returns whether a subscriber may be listening to the hall.
bool broadcast_heard(const struct broadcast *b, uint32_t hall);

// broadcast_send: sends topic and body to the hall's subscribers. Never blocks; a subscriber that
// does not keep up loses the message and sees the hole. ERR_CLOSED while the socket is being opened
// again.
int broadcast_send(struct broadcast *b, uint32_t hall, const void *body, size_t body_size);

// broadcast_reopen: closes the socket and opens it again at its address: every subscriber must show
// a key anew. A message sent meanwhile is lost to all, and found by the hole it leaves.
void broadcast_reopen(struct broadcast *b);

// broadcast_stop: closes the socket; the loop then calls stopped_cb (may be NULL). Safe on a zeroed
// struct: then stopped_cb is not called.
void broadcast_stop(struct broadcast *b, void (*stopped_cb)(void *arg), void *arg);

#endif
