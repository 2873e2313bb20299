// follow.h - one hall followed on one feed; what feed.c asks of it.
#ifndef HALLQ_FOLLOW_H
#define HALLQ_FOLLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hallq.h"

struct feed;

// follow_link: puts it at the head of a list. follow_next: the next one. follow_destroy: takes it
// out and frees it.
void follow_link(struct hallq_follow *w, struct hallq_follow **list);
struct hallq_follow *follow_next(const struct hallq_follow *w);
void follow_destroy(struct hallq_follow *w, struct hallq_follow **list);

uint32_t follow_hall(const struct hallq_follow *w);

// follow_end: no further callback. follow_ended: so it is.
void follow_end(struct hallq_follow *w);
bool follow_ended(const struct hallq_follow *w);

// follow_welcomed: the subscription is live on a new connection: from now on nothing is missed.
void follow_welcomed(struct hallq_follow *w);

// follow_message: one message of the feed, decoded and as it came.
void follow_message(struct hallq_follow *w, const Hallq__FeedMessage *m, const void *packed,
                    size_t size);

// follow_round: a round of messages is over. follow_tick: some time has passed. follow_judge: looks
// whether it is stale.
void follow_round(struct hallq_follow *w);
void follow_tick(struct hallq_follow *w);
void follow_judge(struct hallq_follow *w);

#endif
