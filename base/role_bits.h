// role_bits.h - the roles of the marks in proto/command.proto, as bits: the columns of
// proto/commands.def.
#ifndef HALLQ_ROLE_BITS_H
#define HALLQ_ROLE_BITS_H

#include "command.pb-c.h"

enum {
    KIOSK = 1 << HALLQ__DEVICE__ROLE__KIOSK,
    COUNTER = 1 << HALLQ__DEVICE__ROLE__COUNTER,
    DISPLAY = 1 << HALLQ__DEVICE__ROLE__DISPLAY,
    GUIDE = 1 << HALLQ__DEVICE__ROLE__GUIDE,
    LEAD = 1 << HALLQ__DEVICE__ROLE__LEAD,
    MANAGER = 1 << HALLQ__DEVICE__ROLE__MANAGER,
    GATEWAY = 1 << HALLQ__DEVICE__ROLE__GATEWAY,
    ADMIN = 1 << HALLQ__DEVICE__ROLE__ADMIN,
    FORWARDER = 1 << HALLQ__DEVICE__ROLE__FORWARDER,
    ATTENDED = COUNTER | GUIDE | LEAD | MANAGER, // devices at which people sign on
    ALL = ATTENDED | KIOSK | DISPLAY | GATEWAY | ADMIN | FORWARDER,
};

enum {
    ANYONE = 0,
    LEADING = 1 << HALLQ__STAFF__ROLE__LEAD | 1 << HALLQ__STAFF__ROLE__MANAGER,
    PERSON = LEADING | 1 << HALLQ__STAFF__ROLE__CLERK | 1 << HALLQ__STAFF__ROLE__GUIDE,
};

#endif
