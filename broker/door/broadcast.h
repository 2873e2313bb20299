// broadcast.h - one of the two feeds' sockets: one-frame messages, topic and body, to whoever
// listens; and who listens.
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
    char endpoint[NET_ENDPOINT_SIZE];       // where it really is
    uint64_t heard[LIMIT_HALL_ID / 64 + 1]; // a bit for each hall that somebody follows
    size_t topics_size;                     // bytes of the distinct topics asked for
    uint32_t loose_count;                   // topics that are not one hall's: prefixes of many
    bool reopening;
    bool stopping;
    uv_timer_t retry; // binding again
    bool retry_open;
    void *arg;
    void (*stopped_cb)(void *arg);
    uint64_t out_count;
    uint64_t reopen_count;
};

// broadcast_start: binds and listens. `domain` is a feed's NET_DOMAIN_*. ERR_BUSY,
// ERR_INVALID, ERR_SYSTEM.
int broadcast_start(struct broadcast *b, const struct net *n, uv_loop_t *loop, const char *endpoint,
                    const char *domain);

// broadcast_heard: somebody may be listening to that hall.
bool broadcast_heard(const struct broadcast *b, uint32_t hall);

// broadcast_send: topic and body to those who listen. Never blocks; a reader that does not keep up
// loses it and sees the hole. ERR_CLOSED while the socket is being opened again.
int broadcast_send(struct broadcast *b, uint32_t hall, const void *body, size_t body_size);

// broadcast_reopen: closes the socket and opens it again at the same address: whoever listens must
// show a key anew. What is sent meanwhile is lost to all, and found by the hole it leaves.
void broadcast_reopen(struct broadcast *b);

// broadcast_stop: stopped_cb (may be NULL) from the loop. Safe on a zeroed struct: then it is not
// called.
void broadcast_stop(struct broadcast *b, void (*stopped_cb)(void *arg), void *arg);

#endif
