// create.h - makes an empty store.
#ifndef HALLQ_STORE_CREATE_H
#define HALLQ_STORE_CREATE_H

#include <stdint.h>

#include "broker/store/report/report.h"

// store_create: makes an empty store in the folder `path`, which is made too if it is missing. A
// power cut at any time leaves the folder as it was, or the whole store. ERR_EXISTS if a store is
// there, or a redo log that has lost its store; ERR_BUSY if another process has the folder. May
// block.
int store_create(const char *path, uint64_t epoch, enum store_keys keys, struct store_why *ret_why);

#endif
