// agenda.h - what will happen, ordered by the world's time, then by when it was put there.
#ifndef HALLQ_SIM_AGENDA_H
#define HALLQ_SIM_AGENDA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum agenda_kind {
    AT_BROKER,    // a request arrives; who: client or screen, `from_screen`
    AT_CLIENT,    // a reply arrives
    AT_SCREEN,    // a reply arrives at a screen
    AT_FEED,      // a feed message arrives at a screen
    CLIENT_WAKE,  // thinks of something to do, or sends again
    SCREEN_WAKE,  // looks at its clock
    BROKER_TURN,  // the loop has something to do
    BROKER_WORK,  // a worker is ready
    BROKER_START, // after a crash
    HEARTBEAT,
    WORLD, // the world strikes: clock jumps, cut lines, crashes
};

struct agenda_item {
    int64_t at_ms;
    uint64_t order;
    enum agenda_kind kind;
    uint32_t who;
    uint64_t mark;       // of the kind's own choosing
    unsigned char *data; // the item's own
    size_t size;
};

struct agenda {
    struct agenda_item *items;
    size_t count;
    size_t room;
    uint64_t order;
};

void agenda_fini(struct agenda *a);

// agenda_put: takes a copy of the bytes.
void agenda_put(struct agenda *a, int64_t at_ms, enum agenda_kind kind, uint32_t who, uint64_t mark,
                const void *data, size_t size);

// agenda_take: the next item; false if there is none. The caller frees item->data.
bool agenda_take(struct agenda *a, struct agenda_item *ret);

#endif
