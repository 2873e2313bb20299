// halls.h - the halls that the gateway serves, each followed on the public feed.
#ifndef HALLQ_WEB_HALLS_H
#define HALLQ_WEB_HALLS_H

#include <sys/queue.h>

#include "clients/libhallq/hallq.h"
#include "who.h"

#define HALLS_MAX 64 // as many as a key file names

struct hall;
struct exchange;

LIST_HEAD(exchanges, exchange);

struct halls {
    struct hallq *client;
    struct hall *list[HALLS_MAX];
    size_t count;
    struct exchanges exchanges; // under way: exchange.h
    struct tally exchanging;    // of each address
};

// What is said of a hall: its view of the public feed changed, or is stale from now on, or is no
// more; a call or another event has come, as the follower tells them. The callback of hall_listen.
struct hall_listener {
    void (*changed_cb)(struct hall *hall, void *arg);
    void (*stale_cb)(struct hall *hall, bool stale, void *arg);
    void (*call_cb)(struct hall *hall, const Hallq__Call *call, bool late, void *arg);
    void (*event_cb)(struct hall *hall, const Hallq__Event *event, void *arg);
    void *arg;
};

struct hall {
    uint32_t hall;
    struct hallq_follow *follow;
    struct hall_listener listener; // zeroed: nobody listens
    struct hall_listener hooks;    // a second one, of the webhooks
    int64_t stale_since_ms;        // wall clock; 0: it is not stale
};

// halls_follow: follows one more hall. Errors as hallq_follow.
int halls_follow(struct halls *h, uint32_t hall);

// halls_end: ends following all.
void halls_end(struct halls *h);

// halls_find: the hall of this number; NULL: it is not served here.
struct hall *halls_find(const struct halls *h, uint32_t hall);

const struct hallq_view *hall_view(const struct hall *hall);

#endif
