#include "broker/live/twins.h"

#include <stdlib.h>

#include "broker/live/by_hall.h"

void twins_fini(struct twins *t) {
    free(t->list);
    *t = (struct twins){.list = NULL};
}

void twins_replace(struct twins *t, uint32_t hall, const struct twin_told *told, size_t count) {
    struct twin_told *list =
        by_hall_replace(t->list, &t->count, &t->room, sizeof *t->list, hall, told, count);
    if (list)
        t->list = list;
}

struct twin_tells twins_of(const struct twins *t, uint32_t hall, int64_t now_ms) {
    size_t from = by_hall_find(t->list, t->count, sizeof *t->list, hall), to = from;
    while (to < t->count && t->list[to].hall == hall &&
           now_ms - t->list[to].at_ms <= TWINS_FRESH_MS)
        to++;
    return (struct twin_tells){.list = to > from ? &t->list[from] : NULL, .count = to - from};
}
