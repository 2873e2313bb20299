// twins.h - what the twin told last of each line: the wait of a ticket that would be taken now. In
// memory alone: the forecast of an issue has the number that it used in its event.
#ifndef HALLQ_TWINS_H
#define HALLQ_TWINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "broker/hall/rules.h"

#define TWINS_FRESH_MS 5000 // an older answer is of another line than the one that is asked about

struct twins {
    struct twin_told *list; // in order of halls
    size_t count;
    size_t room;
};

// twins_fini: frees the answers. Safe on a zeroed struct.
void twins_fini(struct twins *t);

// twins_replace: these are the hall's answers from now on; without memory
// the answers before stay, and grow old.
void twins_replace(struct twins *t, uint32_t hall, const struct twin_told *told, size_t count);

// twins_of: the hall's answers, of one floor, as of now_ms of machine time; none where they are not
// fresh. Borrowed until they are replaced.
struct twin_tells twins_of(const struct twins *t, uint32_t hall, int64_t now_ms);

#endif
