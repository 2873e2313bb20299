#include "broker/hall/core/part_rows.h"

#include <string.h>

#include "broker/hall/core/row_cache.h"
#include "broker/hall/core/row_places.h"

static struct part_places places_of(struct state *s, enum table table, uint32_t hall,
                                    uint32_t version, size_t count) {
    struct part_places places = {NULL, NULL};
    if (row_cache_looks(s->rows)) {
        places.seen = arena_need(s->arena, (count + 1) * sizeof(void *));
        memset(places.seen, 0, (count + 1) * sizeof(void *));
    } else if (s->rows) {
        places.cached = row_cache_places(s->rows, table, hall, version, count);
    }
    return places;
}

struct part_rows part_rows_of(struct state *s, uint32_t hall, uint32_t version,
                              const Hallq__HallSettings *settings) {
    return (struct part_rows){
        .state = s,
        .hall = hall,
        .settings = settings,
        .lines = places_of(s, TABLE_LINE, hall, version, settings->n_services),
        .counters = places_of(s, TABLE_COUNTER, hall, version, settings->n_counters),
    };
}

// The row at a place, NULL if it is to be sought.
static const void *row_at(const struct part_places *places, size_t place) {
    if (places->cached)
        return places->cached[place] ? places->cached[place]->message : NULL;
    return places->seen ? places->seen[place] : NULL;
}

static void row_note(const struct part_rows *p, const struct part_places *places, size_t place,
                     enum table table, const struct key *key, const void *row) {
    if (places->cached)
        places->cached[place] = row_cache_find(p->state->rows, table, key);
    else if (places->seen)
        places->seen[place] = row;
}

const Hallq__LineRow *part_rows_line_here(const struct part_rows *p, size_t place) {
    return row_at(&p->lines, place);
}

int part_rows_line(const struct part_rows *p, size_t place, const Hallq__LineRow **ret) {
    if ((*ret = row_at(&p->lines, place)))
        return ERR_OK;
    uint32_t service = p->settings->services[place]->id;
    struct key key = key_line(p->hall, HALLQ__LINE__KIND__SERVICE, service);
    int err = line_row_need(p->state, key, ret);
    if (!err)
        row_note(p, &p->lines, place, TABLE_LINE, &key, *ret);
    return err;
}

int part_rows_counter(const struct part_rows *p, size_t place, const Hallq__CounterRow **ret) {
    if ((*ret = row_at(&p->counters, place)))
        return ERR_OK;
    struct key key = key_counter(p->hall, p->settings->counters[place]->id);
    int err = counter_row_get(p->state, key, ret);
    if (!err)
        row_note(p, &p->counters, place, TABLE_COUNTER, &key, *ret);
    return err;
}
