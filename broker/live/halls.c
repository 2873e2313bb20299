#include "broker/live/halls.h"

#include <stdlib.h>

void halls_init(struct halls *h) {
    *h = (struct halls){0};
    TAILQ_INIT(&h->dirty);
}

void halls_fini(struct halls *h) {
    while (!SLIST_EMPTY(&h->all)) {
        struct hall *hall = SLIST_FIRST(&h->all);
        SLIST_REMOVE_HEAD(&h->all, in_all);
        free(hall->shown);
        free(hall->scores);
        free(hall);
    }
    *h = (struct halls){0};
}

struct hall *halls_find(const struct halls *h, uint32_t hall) {
    struct hall *at;
    SLIST_FOREACH(at, &h->buckets[hall % HALLS_BUCKETS], in_bucket)
        if (at->hall == hall)
            break;
    return at;
}

struct hall *halls_need(struct halls *h, uint32_t hall) {
    struct hall *found = halls_find(h, hall);
    if (found)
        return found;
    struct hall *added = calloc(1, sizeof *added);
    if (!added)
        return NULL;
    added->hall = hall;
    TAILQ_INIT(&added->applied);
    SLIST_INSERT_HEAD(&h->buckets[hall % HALLS_BUCKETS], added, in_bucket);
    SLIST_INSERT_HEAD(&h->all, added, in_all);
    h->count++;
    return added;
}

void halls_applied(struct halls *h, struct arena *arena, const Hallq__JournalRecord *record) {
    struct hall *hall = halls_need(h, record->hall);
    struct applied *applied = arena_need(arena, sizeof *applied);
    if (!hall)
        abort(); // a hall is a hundred bytes: there is no memory for anything
    applied->record = record;
    TAILQ_INSERT_TAIL(&hall->applied, applied, entry);
    if (!hall->touched) {
        hall->touched = true;
        SLIST_INSERT_HEAD(&h->touched, hall, in_touched);
    }
}

uint64_t halls_seq(const struct halls *h, uint32_t hall) {
    const struct hall *found = halls_find(h, hall);
    if (!found)
        return 0;
    const struct applied *last = TAILQ_LAST(&found->applied, applied_list);
    return last ? last->record->last_seq : found->seq;
}

void halls_forget(struct halls *h) {
    while (!SLIST_EMPTY(&h->touched)) {
        struct hall *hall = SLIST_FIRST(&h->touched);
        SLIST_REMOVE_HEAD(&h->touched, in_touched);
        hall->touched = false;
        TAILQ_INIT(&hall->applied);
    }
}

void halls_keep(struct halls *h) {
    struct hall *hall;
    SLIST_FOREACH(hall, &h->touched, in_touched) {
        hall->seq = TAILQ_LAST(&hall->applied, applied_list)->record->last_seq;
        hall->foreseen = false;
    }
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
    TAILQ_INSERT_TAIL(&h->dirty, hall, in_dirty);
}

struct hall *halls_take_dirty(struct halls *h) {
    struct hall *hall = TAILQ_FIRST(&h->dirty);
    if (hall) {
        TAILQ_REMOVE(&h->dirty, hall, in_dirty);
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
