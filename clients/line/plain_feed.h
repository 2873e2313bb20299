// plain_feed.h - what plain mode says of the feed by itself: events, calls, waits, the clock, whether it may have missed
// something. With --no-events it says none of it.
#ifndef HALLQ_PLAIN_FEED_H
#define HALLQ_PLAIN_FEED_H

#include "plain_state.h"

// For a struct plain as their argument.
extern const struct hallq_follow_callbacks plain_feed_callbacks;

#endif
