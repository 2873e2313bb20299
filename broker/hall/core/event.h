// event.h - what is known of an event by its marks in proto/event.proto.
#ifndef HALLQ_EVENT_H
#define HALLQ_EVENT_H

#include <stdint.h>

#include "event.pb-c.h"

// What follows an event, by its mark in proto/event.proto: bits.
enum follow {
    FOLLOW_NOTHING = 0,
    FOLLOW_LOG = 1 << 0,      // a line in the log, not only when debugging
    FOLLOW_LEASES = 1 << 1,   // who is signed on where may have changed
    FOLLOW_DEVICES = 1 << 2,  // what is known of one device is read anew
    FOLLOW_KEY_ENDS = 1 << 3, // who was let in with a key is let go
    FOLLOW_PURGE = 1 << 4,    // keys of customer data are destroyed
    FOLLOW_ZONE = 1 << 5,     // the zone of the hall is compared
    FOLLOW_COUNTERS = 1 << 6, // another number of open counters may give a service: counted at once
};

// event_follows: those bits. event_name: as in the schema. event_device: which device; only of an event
// that FOLLOW_DEVICES follows.
unsigned event_follows(const Hallq__Event *event);
const char *event_name(const Hallq__Event *event);
uint32_t event_device(const Hallq__Event *event);

#endif
