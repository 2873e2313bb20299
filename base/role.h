// role.h - the rights that a device's role alone decides, for the broker and its clients alike, by
// the marks of the roles in proto/common.proto.
#ifndef HALLQ_ROLE_H
#define HALLQ_ROLE_H

#include <stdbool.h>

#include "common.pb-c.h"

// The broker's sockets; each is a ZAP domain of its own.
enum domain { DOMAIN_COMMANDS, DOMAIN_PUBLIC, DOMAIN_STAFF, DOMAIN_LEAD, DOMAIN_COUNT };

// role_may_enter: whether a device of this role may connect to the socket and see what it shows.
// NO_ROLE, and a role that this build does not know, may not.
bool role_may_enter(Hallq__Device__Role role, enum domain domain);

// role_feed: the feed that a device of this role follows: the one that shows most among those that
// it may enter.
enum domain role_feed(Hallq__Device__Role role);

#endif
