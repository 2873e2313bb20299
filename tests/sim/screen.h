// screen.h - displays that follow a feed over a bad line, as docs/PROTOCOL.md tells a client to,
// with the library's own view. At every event a screen shows the fold of the journal up to its
// sequence number, or says that it is stale; after healing it must catch up.
#ifndef HALLQ_SIM_SCREEN_H
#define HALLQ_SIM_SCREEN_H

#include "broker/hall/rules.h"
#include "tests/sim/sim.h"

void screens_create(struct sim *s);
void screens_destroy(struct sim *s);

// screens_publish: a feed message to everybody on that feed.
void screens_publish(struct sim *s, enum feed feed, const ProtobufCMessage *message);

// What the agenda brings; `said_ms`: when it was sent, in the world's time.
void screen_feed(struct sim *s, uint32_t which, int64_t said_ms, const void *data, size_t size);
void screen_reply(struct sim *s, uint32_t which, int64_t said_ms, const void *data, size_t size);
void screen_wake(struct sim *s, uint32_t which, uint64_t mark);

// screen_cut: its line is cut for a while, or its program starts anew.
void screen_cut(struct sim *s);

// screens_heal: no line is cut any more. screens_calm: nobody waits for an answer.
void screens_heal(struct sim *s);
bool screens_calm(const struct sim *s);

// screens_settled: after healing, every screen shows the hall as it is.
void screens_settled(struct sim *s);

// screen_role: the role of the device behind a screen.
Hallq__Device__Role screen_role(uint32_t which);

#endif
