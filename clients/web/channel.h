// channel.h - what one audience sees of one hall, as server-sent events, and who follows it.
//
// The first event leaves at once; those that come within a moment of it leave together, since a
// send costs more than what is in it, and the moment grows with the followers: a hall's own screens
// are told each at once. They are woken in slices, between which commands are answered.
#ifndef HALLQ_WEB_CHANNEL_H
#define HALLQ_WEB_CHANNEL_H

#include <uv.h>

#include "base/arena.h"
#include "base/visible.h"
#include "http.h"

#define CHANNEL_FOLLOWERS_MAX 6000 // of all channels together: more are told to come again
#define CHANNEL_KEPT_FOR_STAFF 500 // of these, for channels of who is signed on
#define CHANNEL_PER_ADDRESS 256    // a hall's own network may stand behind one address
#define CHANNEL_TOGETHER_BY_FOLLOWERS (-1)
#define CHANNEL_BEAT_MS 10000
#define CHANNEL_GREETING_MS 30000 // a greeting is a copy of the hall for one follower

// Who a follower is, for channel_end_others; zeroed on a channel that is anybody's.
struct follower_of {
    uint32_t staff, device;
    ProtobufCBinaryData principal; // 16 bytes, copied
};

struct channel;

// Gives the hall as it is now, projected for the audience, in the arena or borrowed; NULL: nothing is
// known of it yet.
typedef const Hallq__Snapshot *(*channel_now_cb)(void *arg, struct arena *a);

// channel_create: an empty channel of this audience; NULL without memory.
struct channel *channel_create(uv_loop_t *loop, enum feed audience, channel_now_cb now_cb,
                               void *arg);

// channel_destroy: ends its followers and frees it, from the loop. NULL is left alone.
void channel_destroy(struct channel *c);

// channel_show: goes over to what now_cb gives, and tells the followers what is new among these
// fields; count 0: among all.
void channel_show(struct channel *c, const uint32_t *fields, size_t count);

// channel_stale: what is shown may be old, since then (wall clock, ms); 0: it is right.
void channel_stale(struct channel *c, int64_t since_ms);

// channel_tell: tells the followers something that is no part of the hall, once: name and data of
// an event. channel_speaks: tells who begins to follow that such events come of the hall's voice.
void channel_tell(struct channel *c, const char *name, const char *data);
void channel_speaks(struct channel *c);

// channel_follow: answers the request with the channel's events: those since `last_id` (may be
// NULL), or a snapshot first, as soon as there is one.
void channel_follow(struct channel *c, struct http_request *request, const char *last_id,
                    const struct follower_of *of);

// channel_turn_away: answers with an empty feed, and when to come again.
void channel_turn_away(struct http_request *request);

// channel_bound: how many may follow from one address, in all channels together; 0: no bound.
void channel_bound(unsigned per_address);

// channel_together: for how long what comes after an event waits to leave together, in all channels;
// 0: each leaves at once; CHANNEL_TOGETHER_BY_FOLLOWERS: 1 ms for each 50 followers, 50 ms at most.
void channel_together(int ms);

// channel_cut_slow: cuts who has not taken their greeting within CHANNEL_GREETING_MS. Called with
// each beat; now_ms: loop time.
void channel_cut_slow(struct channel *c, uint64_t now_ms);

// channel_first: who follows; NULL: nobody. channel_end_others: ends the streams of followers for
// whom `stays` says false.
const struct follower_of *channel_first(const struct channel *c);
void channel_end_others(struct channel *c, bool (*stays)(const struct follower_of *of, void *arg),
                        void *arg);

// channel_each: calls each_cb for each follower.
void channel_each(struct channel *c, void (*each_cb)(const struct follower_of *of, void *arg),
                  void *arg);

unsigned channel_followers(const struct channel *c);

#endif
