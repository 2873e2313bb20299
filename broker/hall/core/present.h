// present.h - who is signed on.
#ifndef HALLQ_PRESENT_H
#define HALLQ_PRESENT_H

#include <stdbool.h>

#include "broker/hall/core/rows.h"

struct deciding;

// Who is signed on at a device.
struct present {
    struct present *next;
    uint32_t staff, device, counter;
    Hallq__Staff__Role role;
    uint32_t gateway; // that vouches for the web session; 0: at a terminal
    ProtobufCBinaryData principal;
};

// presents_find: everybody who is signed on in the hall, in the arena, greater device numbers first.
int presents_find(struct deciding *d, struct present **ret);

// clerk_here: the person is signed on somewhere, and goes on to be.
int clerk_here(struct deciding *d, uint32_t staff, bool *ret);

// sign_on_is_over: the sign-on at a device is over, and lasts until the ticket at the counter is ended. Where the row cannot be read it is not.
// Returns ERR_OK or a store error.
int sign_on_is_over(struct deciding *d, uint32_t device, bool *ret);

#endif
