// device.c - the broker's own affairs, hall 0: which keys may connect, and whether the broker
// answers at all.
//
// A device's number is given once and never again. Its name is unique among devices whose key is
// good, so that a stolen tablet's key is revoked and the new tablet takes the old name. A revoked
// key stays known, so that a device that still uses it is told so, and is never taken again. The
// administrator cannot revoke the key they connect with: without a last key everybody is locked
// out. A device that gets another key may keep its old key for a while beside it, so that nobody
// has to stand at the device at that moment; revoking ends both keys.
#include "broker/hall/counter/device.h"

#include <string.h>

#include "base/wire/wire.h"
#include "broker/hall/core/meta.h"
#include "broker/hall/core/rules_by_command.h"
#include "broker/hall/core/rules_by_event.h"

#define PUBLIC_KEY_SIZE 32
#define DEVICES_IN_A_REPLY 4000 // at most about 100 bytes a device, besides its halls
#define HALLS_IN_A_REPLY 100000 // at most 4 bytes a hall

// ---------------------------------------------------------------- looking

static const Hallq__DeviceRow *device_read(struct arena *arena, struct bytes value) {
    return wire_unpack_stored(&hallq__device_row__descriptor, arena, value.data, value.size);
}

struct by_name {
    const char *name;
    struct arena *arena;
    struct state *state;
    const Hallq__DeviceRow *good, *revoked;
};

static int by_name_cb(void *arg, struct bytes key, struct bytes value) {
    struct by_name *b = arg;
    const Hallq__DeviceRow *row = device_read(b->arena, value);
    if (!row) {
        row_unread(b->state, TABLE_DEVICE, key);
        return 0;
    }
    if (strcmp(row->name, b->name))
        return 0;
    if (row->revoked)
        b->revoked = row;
    else
        b->good = row;
    return b->good != NULL;
}

// Reads the rows of all devices: an administrator asks a few times a day.
int device_find(struct deciding *d, const char *name, const Hallq__DeviceRow **ret) {
    struct by_name b = {.name = name, .arena = d->state->arena, .state = d->state};
    int err = rows_scan_over(d->state, TABLE_DEVICE, key_device(0), 0, by_name_cb, &b);
    *ret = b.good ? b.good : b.revoked;
    return err;
}

// Finds a device with a good key, or refuses. Does not say "no device" while a row cannot be read.
static int device_named(struct deciding *d, const char *name, const Hallq__DeviceRow **ret) {
    const uint64_t *unread = &d->state->tables->unread.counts[TABLE_DEVICE];
    uint64_t before = *unread;
    int err = device_find(d, name, ret);
    if (!err && !*ret && *unread != before)
        return ERR_CORRUPT;
    if (!err && !*ret)
        return refuse(d, HALLQ__REFUSAL__REASON__NO_DEVICE, NULL);
    return err;
}

bool device_name_ok(const char *name) {
    size_t name_len = strlen(name);
    return name_len >= 1 && name_len <= LIMIT_DEVICE_NAME &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-.") == name_len;
}

static bool halls_ok(const Hallq__AddDevice *c) {
    for (size_t i = 0; i < c->n_halls; i++)
        if (!c->halls[i] || c->halls[i] > LIMIT_HALL_ID)
            return false;
    return c->n_halls <= LIMIT_KEY_HALLS;
}

int device_key_check(struct deciding *d, const ProtobufCBinaryData *public_key) {
    Hallq__DeviceRow *row;
    if (public_key->len != PUBLIC_KEY_SIZE)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "public_key");
    int err = device_by_key(d->state, public_key->data, &row);
    if (!err)
        return refuse(d, HALLQ__REFUSAL__REASON__ALREADY, "public_key");
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

// Devices in the hands of customers and clerks stand in a hall. Only an earlier version made such a
// device's key for all halls.
static bool stands_in_a_hall(Hallq__Device__Role role) {
    return role == HALLQ__DEVICE__ROLE__KIOSK || role == HALLQ__DEVICE__ROLE__COUNTER ||
           role == HALLQ__DEVICE__ROLE__DISPLAY || role == HALLQ__DEVICE__ROLE__GUIDE;
}

static const char *bad_field(const Hallq__AddDevice *c) {
    bool at_counter = c->role == HALLQ__DEVICE__ROLE__COUNTER;
    if (!device_name_ok(c->name))
        return "name";
    if (c->role < HALLQ__DEVICE__ROLE__KIOSK || c->role > HALLQ__DEVICE__ROLE__FORWARDER)
        return "role";
    if (!halls_ok(c))
        return "halls";
    if (c->counter > (at_counter ? LIMIT_COUNTER_ID : 0))
        return "counter";
    return NULL;
}

static int name_check(struct deciding *d, const char *name) {
    const Hallq__DeviceRow *row;
    int err = device_find(d, name, &row);
    if (!err && row && !row->revoked)
        return refuse(d, HALLQ__REFUSAL__REASON__ALREADY, "name");
    return err;
}

// ---------------------------------------------------------------- deciding

static int added_emit(struct deciding *d, const Hallq__AddDevice *c) {
    Hallq__MetaRow *meta;
    int err = meta_need(d->state, &meta);
    if (err)
        return err;
    if (meta->devices >= LIMIT_DEVICES)
        return refuse(d, HALLQ__REFUSAL__REASON__TOO_LARGE, "devices");
    EMIT(d, DEVICE_ADDED, DeviceAdded, device_added, added);
    added->device = meta->devices + 1;
    added->name = c->name;
    added->role = c->role;
    added->n_halls = c->n_halls;
    added->halls = c->halls;
    added->public_key = c->public_key;
    added->counter = c->counter;
    decision_done(d)->device = added->device;
    return ERR_OK;
}

int add_device_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__AddDevice *c = request->add_device;
    if (bad_field(c))
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, bad_field(c));
    if (!c->n_halls && stands_in_a_hall(c->role))
        return refuse(d, HALLQ__REFUSAL__REASON__HALLS_MISSING, NULL);
    int err = device_key_check(d, &c->public_key);
    if (!err)
        err = name_check(d, c->name);
    if (!err)
        err = added_emit(d, c);
    return err;
}

int revoke_device_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__DeviceRow *row;
    int err = device_named(d, request->revoke_device->name, &row);
    if (err)
        return err;
    if (row->revoked)
        return refuse(d, HALLQ__REFUSAL__REASON__ALREADY, NULL);
    if (row->device == d->asker->device)
        return refuse(d, HALLQ__REFUSAL__REASON__NOT_ALLOWED, "name");
    EMIT(d, DEVICE_REVOKED, DeviceRevoked, device_revoked, revoked);
    revoked->device = row->device;
    return ERR_OK;
}

int rekey_device_decide(struct deciding *d, const Hallq__Request *request) {
    const Hallq__RekeyDevice *c = request->rekey_device;
    const Hallq__DeviceRow *row;
    if (c->overlap_s > LIMIT_KEY_OVERLAP_S)
        return refuse(d, HALLQ__REFUSAL__REASON__BAD_MESSAGE, "overlap_s");
    int err = device_named(d, c->name, &row);
    if (err)
        return err;
    if (row->revoked)
        return refuse(d, HALLQ__REFUSAL__REASON__KEY_REVOKED, NULL);
    if (row->browser) // a browser has a token, from a code, in place of a key
        return refuse(d, HALLQ__REFUSAL__REASON__NOT_ALLOWED, "name");
    if ((err = device_key_check(d, &c->public_key)))
        return err;
    EMIT(d, DEVICE_REKEYED, DeviceRekeyed, device_rekeyed, rekeyed);
    rekeyed->device = row->device;
    rekeyed->public_key = c->public_key;
    rekeyed->previous_until_ms = c->overlap_s ? d->now_ms + (int64_t)c->overlap_s * 1000 : 0;
    return ERR_OK;
}

int ping_read(struct deciding *d, const Hallq__Request *request, Hallq__Reply *reply) {
    (void)request;
    reply->body_case = HALLQ__REPLY__BODY_DONE;
    reply->done = decision_done(d);
    return ERR_OK;
}

// ---------------------------------------------------------------- the list

struct listing {
    struct arena *arena;
    struct state *state;
    Hallq__DeviceList *list;
    size_t halls;
    uint32_t after;
};

static Hallq__DeviceList__One *device_shown(struct arena *arena, const Hallq__DeviceRow *row) {
    Hallq__DeviceList__One *one = arena_need(arena, sizeof *one);
    hallq__device_list__one__init(one);
    one->device = row->device;
    one->name = row->name;
    one->not_enrolled = row->browser && !row->public_key.len && !row->revoked;
    bool to_be = one->not_enrolled && row->enrol_role;
    one->role = to_be ? row->enrol_role : row->role;
    one->n_halls = row->n_halls;
    one->halls = row->halls;
    one->revoked = row->revoked;
    one->counter = to_be ? row->enrol_counter : row->counter;
    one->previous_until_ms = row->previous_until_ms;
    one->browser = row->browser;
    return one;
}

static int device_list(struct listing *l, const Hallq__DeviceRow *row, bool unreadable) {
    l->halls += row->n_halls;
    l->list->more = l->list->n_devices == DEVICES_IN_A_REPLY || l->halls > HALLS_IN_A_REPLY;
    if (l->list->more)
        return 1;
    Hallq__DeviceList__One *one = device_shown(l->arena, row);
    one->unreadable = unreadable;
    l->list->devices[l->list->n_devices++] = one;
    return 0;
}

// Lists a device whose row cannot be read by its number alone, so that the list shows it and goes
// on.
static void unreadable_cb(void *arg, struct bytes key) {
    struct listing *l = arg;
    Hallq__DeviceRow row = HALLQ__DEVICE_ROW__INIT;
    row_unread(l->state, TABLE_DEVICE, key);
    row.device = key.size == KEY_DEVICE_SIZE ? key_read_u32(key, 0) : 0;
    if (row.device > l->after && !l->list->more)
        device_list(l, &row, true);
}

static int listing_cb(void *arg, struct bytes key, struct bytes value) {
    struct listing *l = arg;
    if (l->list->more || key.size != KEY_DEVICE_SIZE || key_read_u32(key, 0) <= l->after)
        return l->list->more;
    const Hallq__DeviceRow *row = device_read(l->arena, value);
    if (row)
        return device_list(l, row, false);
    unreadable_cb(l, key);
    return l->list->more;
}

int list_devices_read(struct deciding *d, const Hallq__Request *request, Hallq__Reply *reply) {
    struct arena *arena = d->state->arena;
    struct listing l = {.state = d->state, .arena = arena, .after = request->list_devices->after};
    l.list = arena_need(arena, sizeof *l.list);
    hallq__device_list__init(l.list);
    l.list->devices = arena_need(arena, DEVICES_IN_A_REPLY * sizeof *l.list->devices);
    reply->body_case = HALLQ__REPLY__BODY_DEVICES;
    reply->devices = l.list;
    return rows_scan_past(d->state->tables, TABLE_DEVICE, key_device(l.after), 0, listing_cb,
                          unreadable_cb, &l);
}

// ---------------------------------------------------------------- apply

int device_key_put(struct change *c, const ProtobufCBinaryData *public_key, uint32_t device) {
    struct key key = key_device_key(public_key->data, PUBLIC_KEY_SIZE);
    struct key number = key_device(device);
    return bytes_put(c->state, TABLE_DEVICE_KEY, key, key_bytes(&number));
}

int device_key_del(struct change *c, const ProtobufCBinaryData *public_key) {
    if (public_key->len != PUBLIC_KEY_SIZE)
        return ERR_OK;
    return row_del(c->state, TABLE_DEVICE_KEY, key_device_key(public_key->data, PUBLIC_KEY_SIZE));
}

static int device_get(struct change *c, uint32_t device, Hallq__DeviceRow **ret) {
    int err = device_row_get(c->state, key_device(device), ret);
    return err == ERR_NOT_FOUND ? ERR_CORRUPT : err;
}

int apply_device_added(struct change *c, const Hallq__DeviceAdded *event) {
    Hallq__DeviceRow row = HALLQ__DEVICE_ROW__INIT;
    Hallq__MetaRow *meta;
    if (event->public_key.len != PUBLIC_KEY_SIZE)
        return ERR_CORRUPT;
    row.device = event->device;
    row.name = event->name;
    row.role = event->role;
    row.n_halls = event->n_halls;
    row.halls = event->halls;
    row.public_key = event->public_key;
    row.counter = event->counter;
    int err = meta_need(c->state, &meta);
    if (err)
        return err;
    meta->devices = event->device;
    if ((err = meta_row_put(c->state, key_meta(), meta)) ||
        (err = device_row_put(c->state, key_device(event->device), &row)))
        return err;
    return device_key_put(c, &event->public_key, event->device);
}

int apply_device_revoked(struct change *c, const Hallq__DeviceRevoked *event) {
    Hallq__DeviceRow *row;
    int err = device_get(c, event->device, &row);
    if (err)
        return err;
    row->revoked = true;
    return device_row_put(c->state, key_device(event->device), row);
}

int apply_device_rekeyed(struct change *c, const Hallq__DeviceRekeyed *event) {
    Hallq__DeviceRow *row;
    int err = device_get(c, event->device, &row);
    if (err)
        return err;
    if (row->public_key.len != PUBLIC_KEY_SIZE || event->public_key.len != PUBLIC_KEY_SIZE)
        return ERR_CORRUPT;
    if ((err = device_key_del(c, &row->previous_key)))
        return err;
    row->previous_key = row->public_key;
    row->previous_until_ms = event->previous_until_ms;
    if (!event->previous_until_ms) {
        if ((err = device_key_del(c, &row->public_key)))
            return err;
        row->previous_key = (ProtobufCBinaryData){0, NULL};
    }
    row->public_key = event->public_key;
    if (row->role != HALLQ__DEVICE__ROLE__GATEWAY || !event->previous_until_ms)
        row->key_endings++; // people behind a gateway stay signed on if its key changes in time
    if ((err = device_row_put(c->state, key_device(event->device), row)))
        return err;
    return device_key_put(c, &event->public_key, event->device);
}

// The event is for the journal; the other events of its record change the rows.
int apply_folder_changed(struct change *c, const Hallq__FolderChanged *event) {
    (void)c;
    (void)event;
    return ERR_OK;
}
