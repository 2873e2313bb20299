// device.h - what every device has, an enrolled browser as well: a name, a number, and a key of
// 32 bytes that belongs to this device for ever.
#ifndef HALLQ_HALL_DEVICE_H
#define HALLQ_HALL_DEVICE_H

#include "broker/hall/core/change.h"
#include "broker/hall/core/deciding.h"

// device_find: the device of that name whose key is good, else a revoked device of that name, else
// NULL.
int device_find(struct deciding *d, const char *name, const Hallq__DeviceRow **ret);

// device_name_ok: the text may be a device's name.
bool device_name_ok(const char *name);

// device_key_check: refuses bytes that are no key, and a key that a device already has. Returns
// ERR_OK or a store error.
int device_key_check(struct deciding *d, const ProtobufCBinaryData *public_key);

// device_key_put, _del: write and delete the device's number in the index by key. A key that is not
// in the index may be deleted.
int device_key_put(struct change *c, const ProtobufCBinaryData *public_key, uint32_t device);
int device_key_del(struct change *c, const ProtobufCBinaryData *public_key);

#endif
