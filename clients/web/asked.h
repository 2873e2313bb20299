// asked.h - what staff may see of a hall, which no feed brings to a gateway: it is asked for on
// behalf of somebody who is signed on there, a snapshot first and then what came since, when the
// public feed tells of a new number. All who may see it follow one channel, and one question is for
// them all; in a rush each brings what several changes did.
#ifndef HALLQ_WEB_ASKED_H
#define HALLQ_WEB_ASKED_H

#include <sys/queue.h>

#include "channel.h"
#include "halls.h"

struct asked_check;

LIST_HEAD(asked_checks, asked_check);

struct asked {
    struct hall *hall;
    struct hallq *client;
    enum feed audience; // FEED_STAFF or FEED_LEAD
    struct channel *channel;
    struct hallq_view view;
    bool loaded, under_way;
    uint64_t call;
    uv_timer_t apart;            // runs: it was asked just now
    unsigned char principal[16]; // of whom is asked for now
    struct asked_checks checks;  // under way
};

// asked_open: an empty channel; false without memory. asked_close: ends it; safe on a zeroed struct.
bool asked_open(struct asked *a, uv_loop_t *loop, struct hallq *client, struct hall *hall,
                enum feed audience);
void asked_close(struct asked *a);

// asked_load: takes a snapshot that was asked for this audience, if the channel knows none yet.
void asked_load(struct asked *a, const Hallq__Snapshot *snapshot);

// asked_look: the hall may have moved on: asks for what came since, while anybody follows.
void asked_look(struct asked *a);

// asked_latest: takes over the latest values of the public view, which have no number.
void asked_latest(struct asked *a, const struct hallq_view *public_view);

// asked_ping: keeps the counters of those who follow from being taken for lost.
void asked_ping(struct asked *a);

// asked_check_all: ends the streams of those who may not see it any more: their session is over,
// whomever their cookie names.
void asked_check_all(struct asked *a);

#endif
