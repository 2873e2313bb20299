// privacy.h - no field a role may not see, no customer data: looked for in every message that
// leaves the broker, by the marks of the schema and by planted bytes.
#ifndef HALLQ_SIM_PRIVACY_H
#define HALLQ_SIM_PRIVACY_H

#include "broker/hall/rules.h"
#include "tests/sim/sim.h"

// privacy_feed: a feed message, and the bytes it was packed into.
void privacy_feed(struct sim *s, enum feed feed, const ProtobufCMessage *message, const void *data,
                  size_t size);

// privacy_reply: an answer to a device of this role.
void privacy_reply(struct sim *s, Hallq__Device__Role role, const Hallq__Reply *reply,
                   const void *data, size_t size);

#endif
