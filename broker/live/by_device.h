// by_device.h - an array by the numbers of devices, zero where nothing was set, which grows with the
// numbers that are used.
#ifndef HALLQ_BY_DEVICE_H
#define HALLQ_BY_DEVICE_H

#include <stddef.h>
#include <stdint.h>

// by_device_grow: makes room for the device; each element has `size` bytes. Returns the list, which
// may have moved and is the caller's to free; NULL without memory, or if the number is over
// LIMIT_DEVICES: then the list is as before.
void *by_device_grow(void *list, size_t *room, size_t size, uint32_t device);

#endif
