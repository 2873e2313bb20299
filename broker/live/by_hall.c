#include "broker/live/by_hall.h"

#include <stdlib.h>
#include <string.h>

#define ROOM_FIRST 16

static uint32_t hall_at(const unsigned char *list, size_t size, size_t i) {
    uint32_t hall;
    memcpy(&hall, list + i * size, sizeof hall);
    return hall;
}

size_t by_hall_find(const void *list, size_t count, size_t size, uint32_t hall) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (hall_at(list, size, middle) < hall)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void *by_hall_replace(void *list, size_t *count, size_t *room, size_t size, uint32_t hall,
                      const void *fresh, size_t fresh_count) {
    size_t at = by_hall_find(list, *count, size, hall);
    size_t behind = by_hall_find(list, *count, size, hall + 1);
    size_t count_now = *count - (behind - at) + fresh_count;
    if (!list || count_now > *room) {
        size_t room_now = 2 * count_now + ROOM_FIRST;
        void *moved = reallocarray(list, room_now, size);
        if (!moved)
            return NULL;
        list = moved;
        *room = room_now;
    }
    unsigned char *bytes = list;
    memmove(bytes + (at + fresh_count) * size, bytes + behind * size, (*count - behind) * size);
    if (fresh_count)
        memcpy(bytes + at * size, fresh, fresh_count * size);
    *count = count_now;
    return list;
}
