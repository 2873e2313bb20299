// buckets.h - token buckets that limit how fast a device may send for its customers, so that a
// stuck touch screen or a stolen gateway's key does not use up a day's tickets in a moment. They
// are in memory alone: after a restart every bucket is full.
//
// A bucket holds the tokens of one device for one command in one hall, or of one web session behind
// a gateway's key; the buckets of sessions are kept apart, so that they never take the place of a
// device's. A bucket fills evenly with hall time up to its burst, and each applied command takes a
// token; retries and refusals take none.
#ifndef HALLQ_BUCKETS_H
#define HALLQ_BUCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The buckets of all halls and devices take some 4 MiB. A bucket that is full again makes room;
// where none is, commands that need a new bucket wait, rather than that they all go free.
#define BUCKETS_MAX 65536

struct bucket_key {
    uint32_t hall, device;
    uint32_t command;   // field number in Request.body
    uint64_t principal; // the web session behind the device's key, 0: the device itself
};

struct bucket_rate {
    uint32_t per_min; // 0: no limit
    uint32_t burst;   // at least 1
};

struct bucket;

struct buckets {
    struct bucket **heads;
    size_t head_count; // a power of two
    size_t count;
    int64_t swept_ms; // hall time of the last search of all buckets for full ones
};

// buckets_fini: frees all buckets. Safe on a zeroed struct, which has none.
void buckets_fini(struct buckets *b);

// buckets_give: gives back a token that was taken just now.
void buckets_give(struct buckets *b, const struct bucket_key *key);

// buckets_take: takes a token at now_ms of hall time, and returns 0; or takes none and returns the
// hall time when there will be one. Without memory it takes none, and returns a second from now.
int64_t buckets_take(struct buckets *b, const struct bucket_key *key,
                     const struct bucket_rate *rate, int64_t now_ms);

#endif
