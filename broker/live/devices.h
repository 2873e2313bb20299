// devices.h - who may connect, as the store says, kept at hand: each frame asks for its sender.
#ifndef HALLQ_DEVICES_H
#define HALLQ_DEVICES_H

#include "broker/hall/rules.h"

#define DEVICE_USER_ID_SIZE 32

struct device {
    uint32_t device;
    Hallq__Device__Role role;
    uint32_t counter;
    uint32_t *halls; // hall_count 0: all
    size_t hall_count;
    bool revoked;
    uint32_t key_endings; // Hallq__DeviceRow
    bool browser;         // public_key is the hash of its token, all zero while it has none
    unsigned char public_key[32];
    unsigned char previous_key[32]; // lets in as well until previous_until_ms, of hall time
    int64_t previous_until_ms;      // 0: there is none, or its time is over
};

struct device_key {
    const unsigned char *public_key;
    struct device *device;
};

struct devices {
    struct arena arena;
    struct device *list; // in order of their numbers
    size_t count, room;
    struct device_key *by_key; // in order of the keys
    size_t key_count, key_room;
    size_t update_count; // since all were read: what these put into the arena stays there
};

// devices_fini: frees all. Safe on a zeroed struct, which has none.
void devices_fini(struct devices *d);

// devices_load: reads all rows anew; what was handed out before dies. A device whose row is rotten
// stays what it was before, on record. A store error leaves the old ones.
int devices_load(struct devices *d, struct tables *tables);

// devices_update: the same of one device, that changed or is new: a key that is added must not cost
// what sixty thousand do. Pointers to devices die as well.
int devices_update(struct devices *d, struct tables *tables, uint32_t number);

// devices_by_key: the device whose public key this is, or was until lately; NULL: nobody's. A browser
// has none, and never connects.
const struct device *devices_by_key(const struct devices *d, const unsigned char public_key[32]);

// devices_by_token: the browser whose token has this hash; NULL: none, or it was revoked.
const struct device *devices_by_token(const struct devices *d, const unsigned char hash[32]);

// devices_by_number: NULL if there is none.
const struct device *devices_by_number(const struct devices *d, uint32_t number);

// device_key_good: whether that key of the device lets in.
bool device_key_good(const struct device *device, const unsigned char public_key[32]);

// device_user_id: what a connection of this device by this key is called: its number and the
// beginning of the key, "7-1f2e3d4c5b6a7988", so that a connection made with an older key is told
// apart.
void device_user_id(const struct device *device, const unsigned char public_key[32],
                    char ret_user_id[DEVICE_USER_ID_SIZE]);

// devices_by_user_id: the device of a connection whose key is still good. NULL: no such device, it was
// revoked, or its key was changed and the time of the one before is over.
const struct device *devices_by_user_id(const struct devices *d, const char *user_id);

// device_asker: who asks from there. The list of halls is copied into the arena, since devices may be
// loaded anew while the turn goes on.
void device_asker(const struct device *device, struct arena *arena, struct asker *asker);

// devices_expire: ends the previous keys whose time is over, as after each devices_load. Returns the
// hall time when the next one ends; INT64_MAX: none does.
int64_t devices_expire(struct devices *d, int64_t now_ms);

#endif
