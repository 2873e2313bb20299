// device.h - what an enrolled browser shares with other devices: a name, a number, and a key of 32 bytes
// that is its own for ever.
#ifndef HALLQ_HALL_DEVICE_H
#define HALLQ_HALL_DEVICE_H

#include "broker/hall/core/change.h"
#include "broker/hall/core/deciding.h"

// device_find: the device whose key is good, else a revoked one of that name, else NULL.
int device_find(struct deciding *d, const char *name, const Hallq__DeviceRow **ret);

// device_name_ok: it may be a device's name.
bool device_name_ok(const char *name);

// device_key_check: refuses a key that is none, or some device's already. Returns ERR_OK or a store error.
int device_key_check(struct deciding *d, const ProtobufCBinaryData *public_key);

// device_key_put, _del: the index by key: the device's number. To delete one that is not there is fine.
int device_key_put(struct change *c, const ProtobufCBinaryData *public_key, uint32_t device);
int device_key_del(struct change *c, const ProtobufCBinaryData *public_key);

#endif
