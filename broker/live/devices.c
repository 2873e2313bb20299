#include "broker/live/devices.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/wire/wire.h"
#include "broker/log/log.h"

#define UPDATES_MAX 1000 // after so many updates all rows are read anew, into a new arena

struct loading {
    const struct devices *before;
    struct devices into;
    int err;
};

void devices_fini(struct devices *d) {
    arena_fini(&d->arena);
    free(d->list);
    free(d->by_key);
    *d = (struct devices){0};
}

static int number_compare(const void *a, const void *b) {
    const struct device *left = a, *right = b;
    return left->device < right->device ? -1 : left->device > right->device;
}

static struct device *device_add(struct loading *l) {
    if (l->into.count == l->into.room) {
        size_t room = l->into.room ? l->into.room * 2 : 64;
        struct device *list = reallocarray(l->into.list, room, sizeof *list);
        if (!list)
            return NULL;
        l->into.list = list;
        l->into.room = room;
    }
    return &l->into.list[l->into.count++];
}

static int device_take(struct loading *l, const Hallq__DeviceRow *row) {
    bool unused = row->browser && !row->public_key.len; // its code was not typed yet
    if (row->public_key.len != sizeof((struct device *)0)->public_key && !unused)
        return ERR_CORRUPT;
    struct device *device = device_add(l);
    if (!device)
        return ERR_NO_MEMORY;
    *device = (struct device){.device = row->device,
                              .role = row->role,
                              .counter = row->counter,
                              .halls = row->halls,
                              .hall_count = row->n_halls,
                              .revoked = row->revoked,
                              .key_endings = row->key_endings,
                              .browser = row->browser};
    if (!unused)
        memcpy(device->public_key, row->public_key.data, row->public_key.len);
    if (row->previous_key.len == sizeof device->previous_key) {
        memcpy(device->previous_key, row->previous_key.data, row->previous_key.len);
        device->previous_until_ms = row->previous_until_ms;
    }
    return ERR_OK;
}

const struct device *devices_by_number(const struct devices *d, uint32_t number) {
    struct device wanted = {.device = number};
    return d->count ? bsearch(&wanted, d->list, d->count, sizeof *d->list, number_compare) : NULL;
}

// A rotten row leaves its device as it was; a device that was unknown is not let in.
static void rotten_cb(void *arg, struct bytes key) {
    struct loading *l = arg;
    uint32_t number = key.size >= 4 ? key_read_u32(key, 0) : 0;
    const struct device *before = devices_by_number(l->before, number);
    log_write(LOG_LEVEL_ERROR, "device_rotten", " device=%u", number);
    struct device *device = before ? device_add(l) : NULL;
    if (!device)
        return;
    *device = *before;
    device->halls =
        arena_copy(&l->into.arena, before->halls, before->hall_count * sizeof *before->halls);
}

static int row_cb(void *arg, struct bytes key, struct bytes value) {
    struct loading *l = arg;
    const Hallq__DeviceRow *row =
        wire_unpack_stored(&hallq__device_row__descriptor, &l->into.arena, value.data, value.size);
    l->err = row ? device_take(l, row) : ERR_CORRUPT;
    if (l->err != ERR_CORRUPT)
        return l->err;
    l->err = ERR_OK;
    rotten_cb(l, key);
    return 0;
}

// ---------------------------------------------------------------- keys

static int key_compare(const void *a, const void *b) {
    const struct device_key *left = a, *right = b;
    return memcmp(left->public_key, right->public_key, sizeof left->device->public_key);
}

static int index_make(struct devices *d) {
    d->key_room = 2 * d->room + 1;
    d->by_key = calloc(d->key_room, sizeof *d->by_key);
    if (!d->by_key)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < d->count; i++) {
        struct device *device = &d->list[i];
        d->by_key[d->key_count++] = (struct device_key){device->public_key, device};
        if (device->previous_until_ms)
            d->by_key[d->key_count++] = (struct device_key){device->previous_key, device};
    }
    qsort(d->by_key, d->key_count, sizeof *d->by_key, key_compare);
    return ERR_OK;
}

static void keys_drop(struct devices *d, const struct device *device) {
    size_t kept = 0;
    for (size_t i = 0; i < d->key_count; i++)
        if (d->by_key[i].device != device)
            d->by_key[kept++] = d->by_key[i];
    d->key_count = kept;
}

static void key_add(struct devices *d, const unsigned char *public_key, struct device *device) {
    struct device_key added = {public_key, device};
    size_t low = 0, high = d->key_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (key_compare(&d->by_key[middle], &added) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    memmove(&d->by_key[low + 1], &d->by_key[low], (d->key_count - low) * sizeof *d->by_key);
    d->by_key[low] = added;
    d->key_count++;
}

// ---------------------------------------------------------------- all devices, or one

int devices_load(struct devices *d, struct tables *tables) {
    struct loading l = {.before = d};
    int err = rows_scan_past(tables, TABLE_DEVICE, key_device(0), 0, row_cb, rotten_cb, &l);
    if (!err)
        err = l.err;
    if (!err)
        err = index_make(&l.into);
    if (err) {
        devices_fini(&l.into);
        return err;
    }
    devices_fini(d);
    *d = l.into;
    return ERR_OK;
}

// Makes room for one more device, and a new index of keys, which points into the moved list.
static int room_make(struct devices *d) {
    size_t room = d->room ? 2 * d->room : 64;
    if (d->count < d->room)
        return ERR_OK;
    struct devices grown = {.list = reallocarray(NULL, room, sizeof *d->list)};
    if (!grown.list)
        return ERR_NO_MEMORY;
    if (d->count)
        memcpy(grown.list, d->list, d->count * sizeof *d->list);
    grown.count = d->count;
    grown.room = room;
    int err = index_make(&grown);
    if (err) {
        free(grown.list);
        return err;
    }
    free(d->list);
    free(d->by_key);
    d->list = grown.list;
    d->room = room;
    d->by_key = grown.by_key;
    d->key_count = grown.key_count;
    d->key_room = grown.key_room;
    return ERR_OK;
}

// Devices are numbered in order, so a new device is the last.
static void device_put(struct devices *d, const struct device *fresh) {
    struct device wanted = {.device = fresh->device};
    struct device *device =
        d->count ? bsearch(&wanted, d->list, d->count, sizeof *d->list, number_compare) : NULL;
    if (device)
        keys_drop(d, device);
    else
        device = &d->list[d->count++];
    *device = *fresh;
    device->halls = arena_copy(&d->arena, fresh->halls, fresh->hall_count * sizeof *fresh->halls);
    key_add(d, device->public_key, device);
    if (device->previous_until_ms)
        key_add(d, device->previous_key, device);
}

int devices_update(struct devices *d, struct tables *tables, uint32_t number) {
    struct loading l = {.before = d};
    if (d->update_count++ == UPDATES_MAX)
        return devices_load(d, tables);
    int err = rows_scan_past(tables, TABLE_DEVICE, key_device(number), KEY_DEVICE_SIZE, row_cb,
                             rotten_cb, &l);
    if (!err)
        err = l.err;
    if (!err)
        err = room_make(d);
    if (!err && l.into.count)
        device_put(d, &l.into.list[0]);
    devices_fini(&l.into);
    return err;
}

static const struct device *key_find(const struct devices *d, const unsigned char key[32]) {
    struct device_key wanted = {key, NULL};
    const struct device_key *found =
        d->key_count ? bsearch(&wanted, d->by_key, d->key_count, sizeof *d->by_key, key_compare)
                     : NULL;
    return found ? found->device : NULL;
}

const struct device *devices_by_key(const struct devices *d, const unsigned char public_key[32]) {
    const struct device *found = key_find(d, public_key);
    return found && !found->browser ? found : NULL;
}

const struct device *devices_by_token(const struct devices *d, const unsigned char hash[32]) {
    const struct device *found = key_find(d, hash);
    return found && found->browser && !found->revoked ? found : NULL;
}

bool device_key_good(const struct device *device, const unsigned char public_key[32]) {
    if (device->revoked)
        return false;
    return !memcmp(device->public_key, public_key, sizeof device->public_key) ||
           (device->previous_until_ms &&
            !memcmp(device->previous_key, public_key, sizeof device->previous_key));
}

void device_user_id(const struct device *device, const unsigned char public_key[32],
                    char ret_user_id[DEVICE_USER_ID_SIZE]) {
    int len = snprintf(ret_user_id, DEVICE_USER_ID_SIZE, "%u-", device->device);
    for (size_t i = 0; i < 8; i++)
        len +=
            snprintf(ret_user_id + len, DEVICE_USER_ID_SIZE - (size_t)len, "%02x", public_key[i]);
}

static bool is_user_id(const struct device *device, const unsigned char public_key[32],
                       const char *user_id) {
    char known_as[DEVICE_USER_ID_SIZE];
    device_user_id(device, public_key, known_as);
    return !strcmp(known_as, user_id);
}

const struct device *devices_by_user_id(const struct devices *d, const char *user_id) {
    const char *digits = user_id;
    uint32_t number = 0;
    number_take_32(&digits, 1, UINT32_MAX, &number);
    const struct device *found = devices_by_number(d, number);
    if (!found || found->revoked || found->browser)
        return NULL;
    bool known = is_user_id(found, found->public_key, user_id) ||
                 (found->previous_until_ms && is_user_id(found, found->previous_key, user_id));
    return known ? found : NULL;
}

int64_t devices_expire(struct devices *d, int64_t now_ms) {
    int64_t next_ms = INT64_MAX;
    for (size_t i = 0; i < d->count; i++) {
        int64_t *until_ms = &d->list[i].previous_until_ms;
        if (*until_ms <= now_ms)
            *until_ms = 0;
        else if (*until_ms < next_ms)
            next_ms = *until_ms;
    }
    return next_ms;
}

void device_asker(const struct device *device, struct arena *arena, struct asker *asker) {
    asker->device = device->device;
    asker->role = device->role;
    asker->counter = device->counter;
    asker->key_endings = device->key_endings;
    asker->halls = arena_copy(arena, device->halls, device->hall_count * sizeof *device->halls);
    asker->hall_count = device->hall_count;
}
