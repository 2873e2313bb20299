// staff.h - signing people off as part of something larger: a counter freed, a person moved, new
// settings. For the files of this folder only.
#ifndef HALLQ_STAFF_H
#define HALLQ_STAFF_H

#include "broker/hall/core/deciding.h"

// sign_off_emit: the person leaves the device. A counter they were signed on at must hold no
// ticket; if it is open it is closed first.
int sign_off_emit(struct deciding *d, uint32_t staff, uint32_t device, uint32_t counter);

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

// sign_on_end: the person is signed on no longer: signed off, or, if there is a ticket at their
// counter, once it is ended (leaving.h). Who waits for them is the caller's to send on.
int sign_on_end(struct deciding *d, uint32_t staff, uint32_t device, uint32_t counter);

#endif
