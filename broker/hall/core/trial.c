#include "broker/hall/core/trial.h"

#include <assert.h>

void trial_begin(struct state *s, struct trial *t) {
    assert(!s->trial);
    *t = (struct trial){0};
    s->trial = t;
}

static struct trial_kept *kept_add(struct state *s, enum table table, const struct key *key) {
    struct trial_kept *kept = arena_need(s->arena, sizeof *kept);
    *kept = (struct trial_kept){.earlier = s->trial->last, .table = table, .key = *key};
    s->trial->last = kept;
    return kept;
}

int trial_keep(struct state *s, enum table table, struct key key) {
    struct bytes value;
    if (!s->trial)
        return ERR_OK;
    int err = s->tables->get(s->tables, table, key_bytes(&key), &value);
    if (err && err != ERR_NOT_FOUND)
        return err;
    struct trial_kept *kept = kept_add(s, table, &key);
    kept->there = !err;
    if (kept->there)
        kept->value = (struct bytes){arena_copy(s->arena, value.data, value.size), value.size};
    return ERR_OK;
}

void trial_keep_cached(struct state *s, struct cached_row *row) {
    if (!s->trial)
        return;
    struct trial_kept *kept = kept_add(s, row->table, &row->key);
    kept->cached = row;
    kept->message = row->message;
}

static int put_back(struct state *s, const struct trial_kept *kept) {
    struct bytes key = key_bytes(&kept->key);
    if (kept->cached) {
        row_cache_restore(s->rows, kept->cached, kept->message);
        return ERR_OK;
    }
    if (kept->there)
        return s->tables->put(s->tables, kept->table, key, kept->value);
    int err = s->tables->del(s->tables, kept->table, key);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

int trial_end(struct state *s) {
    int err = ERR_OK;
    for (const struct trial_kept *kept = s->trial->last; kept && !err; kept = kept->earlier)
        err = put_back(s, kept);
    s->trial = NULL;
    return err;
}
