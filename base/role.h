// role.h - what a device's role alone decides, for the broker and its clients alike: by the marks of the
// roles in proto/common.proto.
#ifndef HALLQ_ROLE_H
#define HALLQ_ROLE_H

#include <stdbool.h>

#include "common.pb-c.h"

// A socket of the broker's, which is a ZAP domain each.
enum domain { DOMAIN_COMMANDS, DOMAIN_PUBLIC, DOMAIN_STAFF, DOMAIN_LEAD, DOMAIN_COUNT };

// role_may_enter: whether a device of this role may connect there, and be shown what is shown there. A
// role that is none, or that this build does not know, may not.
bool role_may_enter(Hallq__Device__Role role, enum domain domain);

// role_feed: the feed that a device of this role follows: of those that it may enter the one that shows most.
enum domain role_feed(Hallq__Device__Role role);

#endif
