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

const double *twins_find(const struct twins *t, uint32_t hall, uint32_t service,
                         uint32_t customer_class, int64_t now_ms) {
    for (size_t i = by_hall_find(t->list, t->count, sizeof *t->list, hall);
         i < t->count && t->list[i].hall == hall; i++) {
        const struct twin_told *told = &t->list[i];
        if (told->service == service && told->customer_class == customer_class)
            return now_ms - told->at_ms <= TWINS_FRESH_MS ? &told->forecast_s : NULL;
    }
    return NULL;
}
