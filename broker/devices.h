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
    unsigned char public_key[32];
};

struct devices {
    struct arena arena;
    struct device *list; // in order of their numbers
    size_t count;
    struct device **by_key;
};

// devices_fini: frees all. Safe on a zeroed struct, which has none.
void devices_fini(struct devices *d);

// devices_load: reads all rows anew; what was handed out before dies. A device whose row is rotten
// stays what it was before, on record. A store error leaves the old ones.
int devices_load(struct devices *d, struct tables *tables);

// devices_by_key: the device of a public key that may connect; NULL if there is none or it was
// revoked.
const struct device *devices_by_key(const struct devices *d, const unsigned char public_key[32]);

// device_user_id: what a connection of this device is called: its number and the beginning of its
// key, "7-1f2e3d4c5b6a7988", so that a connection made with an older key is told apart.
void device_user_id(const struct device *device, char ret_user_id[DEVICE_USER_ID_SIZE]);

// devices_by_user_id: the device of a connection, also a revoked one. NULL: no such device, or its
// key was changed since.
const struct device *devices_by_user_id(const struct devices *d, const char *user_id);

#endif
