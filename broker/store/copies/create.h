// create.h - makes an empty store.
#ifndef HALLQ_STORE_CREATE_H
#define HALLQ_STORE_CREATE_H

#include <stdint.h>

#include "broker/store/report/report.h"

// store_create: makes an empty store in the folder `path`, which is made too if it is not there.
// Old or new, never neither, whenever the power is cut. ERR_EXISTS if there is a store, or a redo
// log that has lost its store; ERR_BUSY if it is in use. May block.
int store_create(const char *path, uint64_t epoch, enum store_keys keys, struct store_why *ret_why);

#endif
