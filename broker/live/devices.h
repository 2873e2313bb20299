// devices.h - the devices that may connect, copied from the store: each frame asks for its sender.
#ifndef HALLQ_DEVICES_H
#define HALLQ_DEVICES_H

#include "broker/hall/rules.h"

#define DEVICE_USER_ID_SIZE 32

struct device {
    uint32_t device;
    Hallq__Device__Role role;
    uint32_t counter;
    uint32_t *halls; // hall_count 0: all halls
    size_t hall_count;
    bool revoked;
    uint32_t key_endings; // as in Hallq__DeviceRow
    bool browser;         // public_key is the hash of its token, all 0 without a token
    unsigned char public_key[32];
    unsigned char previous_key[32]; // good as well until previous_until_ms, of hall time
    int64_t previous_until_ms;      // 0: no previous key, or its time is over
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
    size_t update_count; // updates since devices_load: their arena memory is not reused
};

// devices_fini: frees all devices. Safe on a zeroed struct, which has none.
void devices_fini(struct devices *d);

// devices_load: reads all rows anew; pointers to devices die. A device whose row is rotten stays as
// it was, and the log says so. A store error leaves the old devices.
int devices_load(struct devices *d, struct tables *tables);

// devices_update: reads the row of a device that changed or is new: an added key must not cost as
// much as sixty thousand. Pointers to devices die as well.
int devices_update(struct devices *d, struct tables *tables, uint32_t number);

// devices_by_key: the device whose public key or previous key this is; NULL: no device has it. A
// browser has no key, and never connects.
const struct device *devices_by_key(const struct devices *d, const unsigned char public_key[32]);

// devices_by_token: the browser whose token has this hash; NULL: none, or it was revoked.
const struct device *devices_by_token(const struct devices *d, const unsigned char hash[32]);

// devices_by_number: the device of this number; NULL if there is none.
const struct device *devices_by_number(const struct devices *d, uint32_t number);

// device_key_good: whether the device may connect by this key.
bool device_key_good(const struct device *device, const unsigned char public_key[32]);

// device_user_id: the name of a connection of this device by this key: the device's number and the
// beginning of the key, "7-1f2e3d4c5b6a7988", so that a connection made with an older key is told
// apart.
void device_user_id(const struct device *device, const unsigned char public_key[32],
                    char ret_user_id[DEVICE_USER_ID_SIZE]);

// devices_by_user_id: the device of a connection whose key is still good. NULL: no such device, it
// was revoked, or its key was changed and the time of the previous key is over.
const struct device *devices_by_user_id(const struct devices *d, const char *user_id);

// device_asker: fills the asker of commands from this device. The list of halls is copied into the
// arena, since devices may be loaded anew while the turn goes on.
void device_asker(const struct device *device, struct arena *arena, struct asker *asker);

// devices_expire: ends the previous keys whose time is over, also after each devices_load. Returns
// the hall time when the next key ends; INT64_MAX: none does.
int64_t devices_expire(struct devices *d, int64_t now_ms);

#endif
