// role.h - what a device's role alone decides, for the broker and its clients alike.
#ifndef HALLQ_ROLE_H
#define HALLQ_ROLE_H

#include <stdbool.h>

#include "common.pb-c.h"

// role_follows_staff: whether a device of this role follows the staff feed; else it follows the public
// one.
bool role_follows_staff(Hallq__Device__Role role);

#endif
