// publish.h - what leaves on the feeds: the events of a turn, and heartbeats.
#ifndef HALLQ_PUBLISH_H
#define HALLQ_PUBLISH_H

#include "broker/door/broadcast.h"
#include "broker/hall/rules.h"
#include "broker/live/hall_time.h"
#include "broker/live/halls.h"

struct publish {
    struct halls *halls;
    struct broadcast *feeds; // FEED_COUNT of them, by enum feed
    struct hall_time *time;
    uint64_t epoch; // as the store says
};

// publish_turn: the events of the turn that was just made durable: for each hall touched and each
// feed one message, of what that feed may see. In the turn's arena.
void publish_turn(struct publish *p, struct arena *arena);

// publish_heartbeats: where each hall's feeds have come to, to whoever follows. Each second.
// publish_heartbeats_on: to those of the halls that there was no time for. True: some are left, for the
// next round of the loop.
void publish_heartbeats(struct publish *p);
bool publish_heartbeats_on(struct publish *p);

// publish_message: one message about a hall on a feed; a message that is too large for it is left out,
// and found by the hole it leaves. The arena is for the packed body.
void publish_message(const struct publish *p, enum feed feed, uint32_t hall,
                     const Hallq__FeedMessage *message, struct arena *arena);

#endif
