#include "base/role.h"

#include <stddef.h>

#define COMMANDS (1 << DOMAIN_COMMANDS)
#define PUBLIC (1 << DOMAIN_PUBLIC)
#define STAFF (1 << DOMAIN_STAFF)

static const unsigned domains_of[] = {
    [HALLQ__DEVICE__ROLE__KIOSK] = COMMANDS | PUBLIC,
    [HALLQ__DEVICE__ROLE__COUNTER] = COMMANDS | PUBLIC | STAFF,
    [HALLQ__DEVICE__ROLE__DISPLAY] = COMMANDS | PUBLIC,
    [HALLQ__DEVICE__ROLE__GUIDE] = COMMANDS | PUBLIC | STAFF,
    [HALLQ__DEVICE__ROLE__LEAD] = COMMANDS | PUBLIC | STAFF,
    [HALLQ__DEVICE__ROLE__MANAGER] = COMMANDS | PUBLIC | STAFF,
    [HALLQ__DEVICE__ROLE__GATEWAY] = COMMANDS | PUBLIC,
    [HALLQ__DEVICE__ROLE__ADMIN] = COMMANDS | PUBLIC | STAFF,
    [HALLQ__DEVICE__ROLE__FORWARDER] = COMMANDS | PUBLIC | STAFF,
};

bool role_may_enter(Hallq__Device__Role role, enum domain domain) {
    size_t i = (size_t)role;
    return i < sizeof domains_of / sizeof domains_of[0] && domains_of[i] >> domain & 1;
}
