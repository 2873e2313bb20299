#include "base/role.h"

#include <stddef.h>

#define COMMANDS (1 << DOMAIN_COMMANDS)
#define PUBLIC (1 << DOMAIN_PUBLIC)
#define STAFF (1 << DOMAIN_STAFF)
#define LEAD (1 << DOMAIN_LEAD)

// A role that may follow a feed may also follow the feeds that show less.
#define FEEDS_PUBLIC PUBLIC
#define FEEDS_STAFF (PUBLIC | STAFF)
#define FEEDS_LEAD (PUBLIC | STAFF | LEAD)

static const unsigned domains_of[] = {
#define ROLE(role, FEED) [HALLQ__DEVICE__ROLE__##role] = COMMANDS | FEEDS_##FEED,
#include "proto/roles.def"

#include "base/count.h"
#undef ROLE
};

bool role_may_enter(Hallq__Device__Role role, enum domain domain) {
    size_t i = (size_t)role;
    return i < COUNT(domains_of) && domains_of[i] >> domain & 1;
}

enum domain role_feed(Hallq__Device__Role role) {
    return role_may_enter(role, DOMAIN_LEAD)    ? DOMAIN_LEAD
           : role_may_enter(role, DOMAIN_STAFF) ? DOMAIN_STAFF
                                                : DOMAIN_PUBLIC;
}
