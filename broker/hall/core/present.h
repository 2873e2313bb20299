// present.h - the people signed on in a hall.
#ifndef HALLQ_PRESENT_H
#define HALLQ_PRESENT_H

#include <stdbool.h>

#include "broker/hall/core/rows.h"

struct deciding;

// A person signed on at a device.
struct present {
    struct present *next;
    uint32_t staff, device, counter;
    Hallq__Staff__Role role;
    uint32_t gateway; // the gateway that vouches for the web session; 0: at a terminal
    ProtobufCBinaryData principal;
};

// presents_find: all people who are signed on in the hall, in the arena, greater device numbers
// first.
int presents_find(struct deciding *d, struct present **ret);

// clerk_here: whether the person is signed on somewhere and that sign-on is not over.
int clerk_here(struct deciding *d, uint32_t staff, bool *ret);

// sign_on_is_over: whether the sign-on at a device is over, and lasts only until the ticket at the
// counter is ended. A sign-on whose row cannot be read is not over. Returns ERR_OK or a store
// error.
int sign_on_is_over(struct deciding *d, uint32_t device, bool *ret);

#endif
