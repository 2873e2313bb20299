// feeds.h - the channels of each hall: what anybody sees, made of the view that is followed,
// and what staff and leads see, asked for.
#ifndef HALLQ_WEB_FEEDS_H
#define HALLQ_WEB_FEEDS_H

#include "asked.h"
#include "channel.h"
#include "halls.h"
#include "voice.h"

struct feed_of_hall {
    struct hall *hall;
    enum feed audience;      // of whoever has no session
    struct channel *channel; // theirs
    struct asked staff, lead;
    struct voice *voice; // NULL: the calls are shown alone
};

struct feeds {
    uv_loop_t *loop;
    struct feed_of_hall list[HALLS_MAX];
    size_t count;
    uv_timer_t second;
    unsigned seconds;
    bool open;
};

// feeds_open: opens the channels of all halls. `internet`: people without a session see what the
// internet may. `pack`: the calls are spoken with it; NULL: they are not. False without memory.
bool feeds_open(struct feeds *f, uv_loop_t *loop, const struct halls *halls, bool internet,
                const struct pack *pack);

// feeds_close: closes them; the loop runs on until their handles are closed.
void feeds_close(struct feeds *f);

// feeds_asked: what this audience, FEED_STAFF or FEED_LEAD, sees of the hall.
struct asked *feeds_asked(struct feed_of_hall *feed, enum feed audience);

struct feed_of_hall *feeds_find(struct feeds *f, uint32_t hall);

#endif
