// settings_cache.c - settings are read by every command and are too large to unpack each time. Each
// hall has one entry, good for one version; any other version, also the earlier one after an
// aborted turn, is read again from the table.
#include "broker/hall/core/settings_cache.h"

#include <stdlib.h>

#include "base/wire/wire.h"
#include "broker/hall/core/rows.h"

#define BUCKETS 1024

struct entry {
    struct entry *next;
    uint32_t hall;
    uint32_t version;
    struct arena arena;
    const Hallq__HallSettings *settings;
};

struct settings_cache {
    struct entry *buckets[BUCKETS];
};

struct settings_cache *settings_cache_create(void) {
    return calloc(1, sizeof(struct settings_cache));
}

void settings_cache_destroy(struct settings_cache *c) {
    if (!c)
        return;
    for (size_t i = 0; i < BUCKETS; i++) {
        while (c->buckets[i]) {
            struct entry *e = c->buckets[i];
            c->buckets[i] = e->next;
            arena_fini(&e->arena);
            free(e);
        }
    }
    free(c);
}

static struct entry *entry_need(struct settings_cache *c, uint32_t hall) {
    struct entry **bucket = &c->buckets[hall % BUCKETS];
    for (struct entry *e = *bucket; e; e = e->next)
        if (e->hall == hall)
            return e;
    struct entry *e = calloc(1, sizeof *e);
    if (!e)
        return NULL;
    arena_init(&e->arena, 0);
    e->hall = hall;
    e->next = *bucket;
    return *bucket = e;
}

static int entry_load(struct state *s, struct entry *e) {
    struct key key = key_hall(e->hall);
    struct bytes value;
    int err = s->tables->get(s->tables, TABLE_SETTINGS, key_bytes(&key), &value);
    if (err)
        return err;
    arena_adopt(s->arena, &e->arena); // an answer of this turn may borrow the old settings
    e->settings = NULL;
    Hallq__SettingsRow *row =
        wire_unpack_stored(&hallq__settings_row__descriptor, &e->arena, value.data, value.size);
    if (!row || !row->settings)
        return ERR_CORRUPT;
    e->version = row->version;
    e->settings = row->settings;
    return ERR_OK;
}

int settings_get(struct state *s, uint32_t hall, uint32_t version,
                 const Hallq__HallSettings **ret) {
    *ret = NULL;
    if (!version)
        return ERR_NOT_FOUND;
    struct entry *e = entry_need(s->settings, hall);
    if (!e)
        return ERR_NO_MEMORY;
    if (!e->settings || e->version != version) {
        int err = entry_load(s, e);
        if (err)
            return err;
        if (e->version != version)
            return ERR_CORRUPT;
    }
    *ret = e->settings;
    return ERR_OK;
}

int settings_put(struct state *s, uint32_t hall, uint32_t version,
                 const Hallq__HallSettings *settings) {
    Hallq__SettingsRow row = HALLQ__SETTINGS_ROW__INIT;
    struct entry *e = entry_need(s->settings, hall);
    if (!e)
        return ERR_NO_MEMORY;
    row.version = version;
    row.settings = (Hallq__HallSettings *)(uintptr_t)settings;
    struct wire_packed packed = wire_pack_in(&row, s->arena);
    e->settings = NULL; // its memory goes to the turn when the next version is read
    return bytes_put(s, TABLE_SETTINGS, key_hall(hall), (struct bytes){packed.data, packed.size});
}
