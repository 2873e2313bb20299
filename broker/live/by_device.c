#include "broker/live/by_device.h"

#include <stdlib.h>
#include <string.h>

#include "base/limit.h"

#define ROOM_MORE 256 // devices are numbered one by one

void *by_device_grow(void *list, size_t *room, size_t size, uint32_t device) {
    if (device > LIMIT_DEVICES)
        return NULL;
    if (device < *room)
        return list;
    size_t room_now = device + ROOM_MORE;
    unsigned char *grown = reallocarray(list, room_now, size);
    if (!grown)
        return NULL;
    memset(grown + *room * size, 0, (room_now - *room) * size);
    *room = room_now;
    return grown;
}
