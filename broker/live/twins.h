// twins.h - what the twin told last of each line: the wait of a ticket that would be taken now. In
// memory alone: the forecast of an issue has the number that it used in its event.
#ifndef HALLQ_TWINS_H
#define HALLQ_TWINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TWINS_FRESH_MS 5000 // an older answer is of another line than the one that is asked about

// An answer of the twin about a service's line and a class.
struct twin_told {
    uint32_t hall; // by_hall.h wants it first
    uint32_t service;
    uint32_t customer_class; // 0: the ordinary one
    double forecast_s;
    int64_t at_ms; // machine time at which the floor was copied
};

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

// twins_find: the answer for a service and a class, as of now_ms of machine time; NULL: there is
// none, or it is not fresh.
const double *twins_find(const struct twins *t, uint32_t hall, uint32_t service,
                         uint32_t customer_class, int64_t now_ms);

#endif
