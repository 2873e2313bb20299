#include "broker/turn/look.h"

#include <assert.h>
#include <stdlib.h>

#include "broker/hall/core/row_places.h"
#include "broker/hall/rules.h"

int look_init(struct look *l, struct store *store) {
    l->store = store;
    l->settings = settings_cache_create();
    l->rows = row_cache_create();
    l->newest = newest_create();
    return l->settings && l->rows && l->newest ? ERR_OK : ERR_NO_MEMORY;
}

void look_fini(struct look *l) {
    settings_cache_destroy(l->settings);
    row_cache_destroy(l->rows);
    newest_destroy(l->newest);
    *l = (struct look){0};
}

struct state look_state(const struct look *l, struct arena *arena) {
    return (struct state){
        .tables = store_tables(l->store), .arena = arena, .settings = l->settings};
}

int look_at(struct look *l, int (*look_cb)(struct state *s, void *arg), void *arg) {
    struct arena arena;
    assert(!l->open);
    arena_init(&arena, 0);
    struct state s = look_state(l, &arena);
    s.rows = l->rows;
    row_cache_look(l->rows, true);
    int err = store_begin(l->store);
    if (!err)
        err = look_cb(&s, arg);
    row_cache_look(l->rows, false);
    store_abort(l->store);
    arena_fini(&arena);
    return err;
}

void look_undo(struct look *l) {
    row_cache_clear(l->rows);
    settings_cache_destroy(l->settings);
    l->settings = settings_cache_create();
    if (!l->settings)
        abort();
}
