#include "base/role.h"

bool role_follows_staff(Hallq__Device__Role role) {
    switch (role) {
    case HALLQ__DEVICE__ROLE__COUNTER:
    case HALLQ__DEVICE__ROLE__GUIDE:
    case HALLQ__DEVICE__ROLE__LEAD:
    case HALLQ__DEVICE__ROLE__MANAGER:
    case HALLQ__DEVICE__ROLE__ADMIN:
    case HALLQ__DEVICE__ROLE__FORWARDER:
        return true;
    case HALLQ__DEVICE__ROLE__NO_ROLE:
    case HALLQ__DEVICE__ROLE__KIOSK:
    case HALLQ__DEVICE__ROLE__DISPLAY:
    case HALLQ__DEVICE__ROLE__GATEWAY:
    case _HALLQ__DEVICE__ROLE_IS_INT_SIZE:
        break;
    }
    return false;
}
