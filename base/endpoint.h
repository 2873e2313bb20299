// endpoint.h - addresses of ZeroMQ as people enter them, tcp://HOST:PORT or ipc://PATH: looked at where
// they are entered, since libzmq takes many that nobody can connect to.
#ifndef HALLQ_ENDPOINT_H
#define HALLQ_ENDPOINT_H

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

// endpoint_fault_text: a sentence: what is wrong, what to write.
const char *endpoint_fault_text(enum endpoint_fault fault, enum language language);

#endif
