// publish.h - what leaves on the feeds.
#ifndef HALLQ_PUBLISH_H
#define HALLQ_PUBLISH_H

#include "broker/broker.h"

// publish_turn: the events of the turn that was just made durable: for each hall touched and each
// feed one message, of what that feed may see.
void publish_turn(struct broker *b);

// publish_heartbeats: where each hall's feeds have come to, to whoever follows. Each second.
// publish_heartbeats_on: to those of the halls that there was no time for. Call it often.
void publish_heartbeats(struct broker *b);
void publish_heartbeats_on(struct broker *b);

// publish_waits: the wait figures of halls that changed, each at most once a second and only by a
// step worth showing. Call it often.
void publish_waits(struct broker *b);

// publish_load: where the feeds stand at a start: at each hall's last event.
int publish_load(struct broker *b);

#endif
