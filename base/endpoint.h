// endpoint.h - ZeroMQ's addresses as people enter them, tcp://HOST:PORT or ipc://PATH. They are
// checked where they are entered, since libzmq takes many addresses that no client can connect to.
#ifndef HALLQ_ENDPOINT_H
#define HALLQ_ENDPOINT_H

#include <stdbool.h>

#include "base/refusal.h"

#define ENDPOINT_LEN_MAX 255 // bytes of an endpoint in a key file

// The program an endpoint is for: the broker, which may take any interface (*) and any port (* or
// 0), or a client, which needs one address.
enum endpoint_side { ENDPOINT_BROKER, ENDPOINT_CLIENT };

enum endpoint_fault {
#define ENDPOINT(kind, zh, en) ENDPOINT_##kind,
#include "base/endpoints.def"
#undef ENDPOINT
    ENDPOINT_FAULT_COUNT
};

// endpoint_check: the fault of an endpoint, ENDPOINT_FINE if it has none. No name is looked up.
enum endpoint_fault endpoint_check(const char *text, enum endpoint_side side);

// endpoint_is_near: whether an endpoint that was found fine can be reached from this machine alone:
// ipc, a loopback address, or localhost.
bool endpoint_is_near(const char *text);

// endpoints_meet: whether two endpoints that were found fine cannot both be bound: they have one
// path, or one port of this machine. Ports that the system chooses never meet.
bool endpoints_meet(const char *text, const char *other);

// endpoint_fault_text: the sentence for a fault, which says what to write instead.
const char *endpoint_fault_text(enum endpoint_fault fault, enum language language);

#endif
