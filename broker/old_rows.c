#include "broker/old_rows.h"

#include "broker/hall/upgrade.h"

struct ids {
    uint32_t *halls;
    size_t count;
};

static int hall_cb(void *arg, uint32_t hall) {
    struct ids *ids = arg;
    ids->halls[ids->count++] = hall;
    return ids->count == LIMIT_HALLS;
}

static int halls_upgrade(struct state *s, size_t *ret_changed) {
    struct ids ids = {.halls = arena_need(s->arena, LIMIT_HALLS * sizeof(uint32_t))};
    int err = halls_each(s, hall_cb, &ids);
    for (size_t i = 0; i < ids.count && !err; i++) {
        bool changed;
        err = hall_upgrade(s, ids.halls[i], &changed);
        *ret_changed += changed;
    }
    return err;
}

static int attempt(struct broker *b) {
    struct arena arena;
    struct state s = {store_tables(b->store), &arena, b->settings, NULL};
    size_t changed = 0;
    int err = store_begin(b->store);
    if (err)
        return err;
    arena_init(&arena, 0);
    err = halls_upgrade(&s, &changed);
    arena_fini(&arena);
    if (!err && changed) {
        err = store_commit(b->store);
        log_write(LOG_LEVEL_INFO, "upgraded", " halls=%zu result=\"%s\"", changed, err_text(err));
    }
    store_abort(b->store);
    return err;
}

int old_rows_upgrade(struct broker *b) {
    int err = attempt(b);
    while (err == ERR_MAP_FULL && !(err = store_grow(b->store)))
        err = attempt(b);
    return err;
}
