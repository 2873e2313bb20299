// endpoint.h - addresses of ZeroMQ as people enter them, tcp://HOST:PORT or ipc://PATH: looked at where
// they are entered, since libzmq takes many that nobody can connect to.
#ifndef HALLQ_ENDPOINT_H
#define HALLQ_ENDPOINT_H

#include <stdbool.h>

#include "base/refusal.h"

#define ENDPOINT_LEN_MAX 255 // of one in a key file

// Who an endpoint is for: the broker, which may take any interface (*) and any port (* or 0), or a
// client, which needs one address.
enum endpoint_side { ENDPOINT_BROKER, ENDPOINT_CLIENT };

enum endpoint_fault {
#define ENDPOINT(kind, zh, en) ENDPOINT_##kind,
#include "base/endpoints.def"
#undef ENDPOINT
    ENDPOINT_FAULT_COUNT
};

// endpoint_check: what is wrong with an endpoint, ENDPOINT_FINE if nothing. No name is looked up.
enum endpoint_fault endpoint_check(const char *text, enum endpoint_side side);

// endpoint_is_near: whether an endpoint that was found fine is of this machine alone: ipc, a loopback
// address, or localhost.
bool endpoint_is_near(const char *text);

// endpoints_meet: whether two endpoints that were found fine cannot be bound both: the same path, or a
// port of one machine twice. Ports that the system chooses never meet.
bool endpoints_meet(const char *text, const char *other);

// endpoint_fault_text: a sentence: what is wrong, what to write.
const char *endpoint_fault_text(enum endpoint_fault fault, enum language language);

#endif
