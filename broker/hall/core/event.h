// event.h - the name of an event and what follows it, by its marks in proto/event.proto.
#ifndef HALLQ_EVENT_H
#define HALLQ_EVENT_H

#include <stdint.h>

#include "event.pb-c.h"

// What follows an event, by its mark in proto/event.proto: bits.
enum follow {
    FOLLOW_NOTHING = 0,
    FOLLOW_LOG = 1 << 0,      // a line in the log, not only when debugging
    FOLLOW_LEASES = 1 << 1,   // the sign-ons of the hall may have changed
    FOLLOW_DEVICES = 1 << 2,  // the row of one device is read anew
    FOLLOW_KEY_ENDS = 1 << 3, // clients let in with the ended key are let go
    FOLLOW_PURGE = 1 << 4,    // keys of customer data are destroyed
    FOLLOW_ZONE = 1 << 5,     // the zone of the hall is compared
    FOLLOW_COUNTERS = 1 << 6, // the open counters that give a service are counted anew, at once
};

// event_follows: the event's bits of enum follow. event_name: the event's name in the schema.
// event_device: the device that the event names; only of an event that FOLLOW_DEVICES follows.
unsigned event_follows(const Hallq__Event *event);
const char *event_name(const Hallq__Event *event);
uint32_t event_device(const Hallq__Event *event);

#endif
