#include "broker/live/halls.h"

#include <stdlib.h>

void halls_fini(struct halls *h) {
    while (h->all) {
        struct hall *hall = h->all;
        h->all = hall->next;
        free(hall->shown);
        free(hall);
    }
    *h = (struct halls){0};
}

struct hall *halls_find(const struct halls *h, uint32_t hall) {
    for (struct hall *at = h->buckets[hall % HALLS_BUCKETS]; at; at = at->bucket_next)
        if (at->hall == hall)
            return at;
    return NULL;
}

struct hall *halls_need(struct halls *h, uint32_t hall) {
    struct hall *found = halls_find(h, hall);
    if (found)
        return found;
    struct hall *added = calloc(1, sizeof *added);
    if (!added)
        return NULL;
    struct hall **bucket = &h->buckets[hall % HALLS_BUCKETS];
    added->hall = hall;
    added->bucket_next = *bucket;
    *bucket = added;
    added->next = h->all;
    h->all = added;
    h->count++;
    return added;
}

void halls_applied(struct halls *h, struct arena *arena, const Hallq__JournalRecord *record) {
    struct hall *hall = halls_need(h, record->hall);
    struct applied *applied = arena_need(arena, sizeof *applied);
    if (!hall)
        abort(); // a hall is a hundred bytes: there is no memory for anything
    applied->record = record;
    if (hall->last)
        hall->last->next = applied;
    else
        hall->first = applied;
    hall->last = applied;
    if (!hall->touched) {
        hall->touched = true;
        hall->touched_next = h->touched;
        h->touched = hall;
    }
}

uint64_t halls_seq(const struct halls *h, uint32_t hall) {
    const struct hall *found = halls_find(h, hall);
    if (!found)
        return 0;
    return found->last ? found->last->record->last_seq : found->seq;
}

void halls_forget(struct halls *h) {
    while (h->touched) {
        struct hall *hall = h->touched;
        h->touched = hall->touched_next;
        hall->touched = false;
        hall->first = hall->last = NULL;
    }
}

void halls_keep(struct halls *h) {
    for (struct hall *hall = h->touched; hall; hall = hall->touched_next)
        hall->seq = hall->last->record->last_seq;
}

bool halls_read_on(const struct halls *h, uint32_t number, uint32_t device, uint64_t after) {
    const struct hall *hall = halls_find(h, number);
    for (size_t i = 0; hall && i < HALL_READERS_MAX; i++)
        if (hall->readers[i].used_at && hall->readers[i].device == device)
            return hall->readers[i].upto == after;
    return false;
}

void halls_page_read(struct halls *h, uint32_t number, uint32_t device, uint64_t upto) {
    struct hall *hall = halls_find(h, number);
    if (!hall)
        return;
    struct journal_reader *reader = hall->readers;
    for (size_t i = 0; i < HALL_READERS_MAX; i++) {
        struct journal_reader *other = &hall->readers[i];
        if (other->used_at && other->device == device) {
            reader = other;
            break;
        }
        if (other->used_at < reader->used_at)
            reader = other;
    }
    *reader = (struct journal_reader){device, upto, ++hall->reader_count};
}

void halls_mark_waits(struct halls *h, struct hall *hall) {
    if (hall->waits_dirty)
        return;
    hall->waits_dirty = true;
    hall->dirty_next = NULL;
    if (h->dirty)
        h->dirty_last->dirty_next = hall;
    else
        h->dirty = hall;
    h->dirty_last = hall;
}

struct hall *halls_take_dirty(struct halls *h) {
    struct hall *hall = h->dirty;
    if (hall) {
        h->dirty = hall->dirty_next;
        hall->waits_dirty = false;
    }
    return hall;
}

// ---------------------------------------------------------------- start

struct loading {
    struct halls *halls;
    struct state *state;
    int err;
};

static int hall_load(struct loading *l, uint32_t hall) {
    const Hallq__HallRow *row;
    struct hall *added;
    l->err = hall_row_get(l->state, key_hall(hall), &row);
    if (row_passed(l->state, TABLE_HALL, key_hall(hall), l->err))
        return l->err = ERR_OK; // the other halls are loaded
    if (l->err)
        return l->err = l->err == ERR_NOT_FOUND ? ERR_OK : l->err;
    added = halls_need(l->halls, hall);
    if (!added)
        return l->err = ERR_NO_MEMORY;
    added->seq = row->seq;
    for (size_t feed = 0; feed < FEED_COUNT; feed++)
        added->upto[feed] = row->seq;
    return ERR_OK;
}

static int hall_cb(void *arg, uint32_t hall) {
    return hall_load(arg, hall);
}

int halls_load(struct halls *h, struct state *s) {
    struct loading l = {h, s, ERR_OK};
    int err = hall_load(&l, 0);
    if (!err)
        err = halls_each(s, hall_cb, &l);
    return err ? err : l.err;
}
