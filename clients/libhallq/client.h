// client.h - struct hallq, for the library's own files alone.
#ifndef HALLQ_CLIENT_H
#define HALLQ_CLIENT_H

#include "base/arena.h"
#include "call.h"
#include "feed.h"
#include "hallq.h"
#include "io.h"
#include "link.h"

struct hallq {
    uv_loop_t *loop;
    struct io *io;
    struct arena texts; // copies of the options' texts
    struct io_keys keys;
    struct hallq_options options;
    struct link link;
    struct calls calls;
    struct feed feeds[HALLQ_FEED_COUNT]; // by enum hallq_feed
    struct arena replies;                // the reply being handled
    unsigned open_parts;                 // parts not yet closed
    void (*closed_cb)(void *arg);
    void *closed_arg;
};

#endif
