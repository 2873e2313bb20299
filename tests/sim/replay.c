#include "tests/sim/replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/wire/wire.h"
#include "broker/store/copies/create.h"
#include "broker/store/store.h"
#include "tests/sim/folder.h"

#define MAP_BYTES (64u << 20)
#define META_BYTES_MAX 1024

static const char *const table_names[] = {
#define NAME(name, text) text,
    TABLES(NAME)
#undef NAME
};

// The rows of a table, one after the other: key size, value size, key, value.
struct rows {
    unsigned char *data;
    size_t size, room;
    size_t count;
};

static void rows_bytes(struct rows *r, const void *data, size_t size) {
    if (r->size + size > r->room) {
        r->room = (r->size + size) * 2 + 4096;
        r->data = realloc(r->data, r->room);
        if (!r->data)
            abort();
    }
    if (size)
        memcpy(r->data + r->size, data, size);
    r->size += size;
}

static int rows_cb(void *arg, struct bytes key, struct bytes value) {
    struct rows *r = arg;
    rows_bytes(r, &key.size, sizeof key.size);
    rows_bytes(r, &value.size, sizeof value.size);
    rows_bytes(r, key.data, key.size);
    rows_bytes(r, value.data, value.size);
    r->count++;
    return 0;
}

// MetaRow names the redo log of its own store, which no record speaks of.
static int meta_cb(void *arg, struct bytes key, struct bytes value) {
    unsigned char packed[META_BYTES_MAX];
    struct arena arena;
    arena_init(&arena, 0);
    Hallq__MetaRow *row =
        wire_unpack_stored(&hallq__meta_row__descriptor, &arena, value.data, value.size);
    int err = row ? ERR_OK : ERR_CORRUPT;
    if (row)
        row->log = 0;
    if (row && wire_size(row) <= sizeof packed)
        err = rows_cb(arg, key, (struct bytes){packed, wire_pack(row, packed)});
    arena_fini(&arena);
    return err;
}

static int rows_read(struct rows *r, struct tables *t, enum table table) {
    r->size = r->count = 0;
    if (table == TABLE_META)
        return t->scan(t, table, (struct bytes){"", 0}, 0, 0, meta_cb, r);
    return t->scan(t, table, (struct bytes){"", 0}, 0, 0, rows_cb, r);
}

// The first row that differs, in words.
static void rows_differ(struct sim *s, enum table table, const struct rows *a,
                        const struct rows *b) {
    size_t at = 0, row = 0, row_at = 0;
    while (at < a->size && at < b->size && a->data[at] == b->data[at]) {
        size_t sizes[2];
        if (at == row_at && row_at + sizeof sizes <= a->size) {
            memcpy(sizes, a->data + row_at, sizeof sizes);
            if (at + sizeof sizes + sizes[0] + sizes[1] <= a->size &&
                at + sizeof sizes + sizes[0] + sizes[1] <= b->size &&
                !memcmp(a->data + at, b->data + at, sizeof sizes + sizes[0] + sizes[1])) {
                at = row_at += sizeof sizes + sizes[0] + sizes[1];
                row++;
                continue;
            }
        }
        at++;
    }
    sim_fail(s, "replay", "table %s: row %zu of %zu differs after a replay (which has %zu rows)",
             table_names[table], row + 1, a->count, b->count);
}

static void tables_compare(struct sim *s, struct tables *live, struct tables *again) {
    struct rows a = {0}, b = {0};
    for (int table = 0; table < TABLE_COUNT && !s->failed; table++) {
        int err = rows_read(&a, live, (enum table)table);
        if (!err)
            err = rows_read(&b, again, (enum table)table);
        if (err)
            sim_fail(s, "store", "table %s cannot be read: %s", table_names[table], err_text(err));
        else if (a.size != b.size || (a.size && memcmp(a.data, b.data, a.size) != 0))
            rows_differ(s, (enum table)table, &a, &b);
    }
    free(a.data);
    free(b.data);
}

static int records_apply(struct sim *s, struct state *state, struct store *store,
                         const struct logged *records, size_t count, const struct looks *looks) {
    int err = ERR_OK;
    for (size_t i = 0; i < count && !err; i++) {
        looks_again(s, looks, state, i);
        Hallq__JournalRecord *record = wire_unpack_stored(
            &hallq__journal_record__descriptor, state->arena, records[i].data, records[i].size);
        err = record ? record_apply(state, record) : ERR_CORRUPT;
        if (err)
            sim_fail(s, "replay", "record %llu of hall %u is not applied: %s",
                     (unsigned long long)records[i].last_seq, records[i].hall, err_text(err));
        if (i % 64 == 63)
            arena_reset(state->arena);
    }
    if (!err)
        looks_again(s, looks, state, count);
    if (!err && count)
        err = store_set_turn(store, records[count - 1].turn, records[count - 1].at_ms);
    return err;
}

void replay_compare(struct sim *s, const struct logged *records, size_t count,
                    const struct looks *looks, struct state *live) {
    char folder[256];
    struct store *store = NULL;
    struct store_why why;
    struct arena arena;
    struct store_options options = {.path = folder, .map_bytes = MAP_BYTES, .unsynced = true};
    folder_name(folder, sizeof folder, s->options->folder, "again");
    arena_init(&arena, 0);
    struct state state = {.arena = &arena, .settings = settings_cache_create()};
    int err = store_create(folder, host_epoch(s->host), STORE_KEYS_UNSAID, &why);
    if (!err)
        err = store_open(&store, &options, &why);
    if (!err)
        err = store_begin(store);
    if (err) {
        sim_fail(s, "store", "no store for a replay: %s", why.text);
    } else {
        state.tables = store_tables(store);
        if (!records_apply(s, &state, store, records, count, looks))
            tables_compare(s, live->tables, state.tables);
    }
    store_close(&store);
    settings_cache_destroy(state.settings);
    arena_fini(&arena);
    folder_delete(folder);
}
