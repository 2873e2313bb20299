// publish.h - the messages that leave on the feeds: the events of a turn, and heartbeats.
#ifndef HALLQ_PUBLISH_H
#define HALLQ_PUBLISH_H

#include "broker/door/broadcast.h"
#include "broker/hall/rules.h"
#include "broker/live/hall_time.h"
#include "broker/live/halls.h"

struct publish {
    struct halls *halls;
    struct broadcast *feeds; // FEED_COUNT sockets, by enum feed
    struct hall_time *time;
    uint64_t epoch; // the store's
};

// publish_turn: publishes the events of the turn just made durable: for each touched hall one
// message on each feed, with the fields that the feed may see. The messages are made in the turn's
// arena.
void publish_turn(struct publish *p, struct arena *arena);

// publish_heartbeats: tells the followers of each hall the number that its feed has come to. The
// tick calls it each second. publish_heartbeats_on: goes on with the halls that there was no time
// for. Returns true if halls are left for the next round of the loop.
void publish_heartbeats(struct publish *p);
bool publish_heartbeats_on(struct publish *p);

// publish_message: sends one message about a hall on a feed. A message over LIMIT_REPLY_SIZE is
// left out, and a follower finds the hole it leaves. The packed body is made in the arena.
void publish_message(const struct publish *p, enum feed feed, uint32_t hall,
                     const Hallq__FeedMessage *message, struct arena *arena);

#endif
