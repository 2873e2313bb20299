#include "clients/admin/offline.h"

#include <string.h>
#include <time.h>

#include "base/err.h"
#include "base/wire/wire.h"
#include "broker/hall/rules.h"
#include "broker/store/tables/meta.h"

static int64_t wall_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// ---- devices

struct devices_read {
    struct arena *arena;
    Hallq__DeviceRow **rows;
    size_t count;
    bool bad;
};

static int device_cb(void *arg, struct bytes key, struct bytes value) {
    struct devices_read *d = arg;
    (void)key;
    Hallq__DeviceRow *row =
        wire_unpack_stored(&hallq__device_row__descriptor, d->arena, value.data, value.size);
    d->bad = !row || d->count == LIMIT_DEVICES;
    if (!d->bad)
        d->rows[d->count++] = row;
    return d->bad;
}

static int devices_read(struct tables *tables, struct arena *arena, struct devices_read *ret) {
    *ret = (struct devices_read){.arena = arena};
    ret->rows = arena_alloc(arena, LIMIT_DEVICES * sizeof *ret->rows);
    if (!ret->rows)
        return ERR_NO_MEMORY;
    int err = tables->scan(tables, TABLE_DEVICE, (struct bytes){"", 0}, 0, 0, device_cb, ret);
    return ret->bad ? ERR_CORRUPT : err;
}

static bool is_revoked_by(const Hallq__DeviceRow *row, enum offline_revoke revoke) {
    return !row->revoked && (revoke == REVOKE_ALL ||
                             (revoke == REVOKE_ADMINS && row->role == HALLQ__DEVICE__ROLE__ADMIN));
}

int offline_is_keyed(struct tables *tables, struct arena *arena, bool *ret_keyed) {
    struct state s = {.tables = tables, .arena = arena};
    Hallq__MetaRow *meta;
    int err = meta_row_get(&s, key_meta(), &meta);
    *ret_keyed = !err && (meta->keys == HALLQ__META_ROW__KEYS__KEYED ||
                          (meta->keys == HALLQ__META_ROW__KEYS__UNSAID && meta->devices));
    return err;
}

int offline_name_free(struct tables *tables, struct arena *arena, const char *name,
                      enum offline_revoke revoke, bool *ret_free) {
    struct devices_read d;
    int err = devices_read(tables, arena, &d);
    *ret_free = true;
    for (size_t i = 0; i < d.count && !err; i++)
        if (!strcmp(d.rows[i]->name, name) && !d.rows[i]->revoked &&
            !is_revoked_by(d.rows[i], revoke))
            *ret_free = false;
    return err;
}

int offline_key_owner(struct tables *tables, struct arena *arena,
                      const unsigned char key[KEYPAIR_RAW_SIZE], const char **ret_name) {
    struct devices_read d;
    int err = devices_read(tables, arena, &d);
    *ret_name = NULL;
    for (size_t i = 0; i < d.count && !err; i++)
        if (d.rows[i]->public_key.len == KEYPAIR_RAW_SIZE &&
            !memcmp(d.rows[i]->public_key.data, key, KEYPAIR_RAW_SIZE))
            *ret_name = d.rows[i]->name;
    return err;
}

// ---- the record

// Events are put together in an array of the arena.
struct drafting {
    struct arena *arena;
    Hallq__Event **events;
    size_t count;
};

static Hallq__Event *event_add(struct drafting *d, Hallq__Event__BodyCase body_case) {
    Hallq__Event *event = arena_need(d->arena, sizeof *event);
    hallq__event__init(event);
    event->body_case = body_case;
    d->events[d->count++] = event;
    return event;
}

static void revocations_add(struct drafting *d, const struct devices_read *devices,
                            struct offline_change *change) {
    for (size_t i = 0; i < devices->count; i++) {
        if (!is_revoked_by(devices->rows[i], change->revoke))
            continue;
        Hallq__DeviceRevoked *revoked = arena_need(d->arena, sizeof *revoked);
        hallq__device_revoked__init(revoked);
        revoked->device = devices->rows[i]->device;
        event_add(d, HALLQ__EVENT__BODY_DEVICE_REVOKED)->device_revoked = revoked;
        change->revoked_count++;
    }
}

static void admin_add(struct drafting *d, uint32_t device, struct offline_change *change) {
    Hallq__DeviceAdded *added = arena_need(d->arena, sizeof *added);
    hallq__device_added__init(added);
    added->device = device;
    added->name = arena_text(d->arena, change->admin);
    added->role = HALLQ__DEVICE__ROLE__ADMIN;
    added->public_key = (ProtobufCBinaryData){sizeof change->admin_key, change->admin_key};
    event_add(d, HALLQ__EVENT__BODY_DEVICE_ADDED)->device_added = added;
}

static void folder_changed_add(struct drafting *d, const struct offline_change *change) {
    Hallq__FolderChanged *changed = arena_need(d->arena, sizeof *changed);
    hallq__folder_changed__init(changed);
    changed->kind = change->kind;
    changed->turn = change->turn;
    changed->noted_turn = change->noted_turn;
    changed->wall_at_ms = wall_ms();
    event_add(d, HALLQ__EVENT__BODY_FOLDER_CHANGED)->folder_changed = changed;
}

static int draft(struct state *s, struct drafting *d, struct offline_change *change) {
    struct devices_read devices;
    Hallq__MetaRow *meta;
    int err = meta_row_get(s, key_meta(), &meta);
    if (!err)
        err = devices_read(s->tables, s->arena, &devices);
    if (err)
        return err;
    if (change->admin && meta->devices >= LIMIT_DEVICES)
        return ERR_TOO_LARGE;
    *d = (struct drafting){.arena = s->arena};
    d->events = arena_need(s->arena, (devices.count + 2) * sizeof(Hallq__Event *));
    change->revoked_count = 0;
    revocations_add(d, &devices, change);
    if (change->admin)
        admin_add(d, meta->devices + 1, change);
    folder_changed_add(d, change);
    return ERR_OK;
}

int offline_record(struct tables *tables, struct arena *arena, struct offline_change *change) {
    struct state s = {.tables = tables, .arena = arena};
    struct drafting d;
    struct store_meta meta;
    Hallq__JournalRecord record = HALLQ__JOURNAL_RECORD__INIT;
    int err = store_meta_get(tables, &meta);
    if (!err)
        err = draft(&s, &d, change);
    if (err)
        return err;
    s.settings = settings_cache_create();
    record.epoch = meta.epoch;
    record.turn = meta.turn + 1;
    record.at_ms = meta.at_ms; // hall time stands while no broker runs
    record.n_events = d.count;
    record.events = d.events;
    err = s.settings ? record_apply(&s, &record) : ERR_NO_MEMORY;
    settings_cache_destroy(s.settings);
    return err ? err : store_meta_turn(tables, record.turn, record.at_ms);
}
