// fault.h - what went wrong below the store, as the project's codes and in plain words.
#ifndef HALLQ_STORE_FAULT_H
#define HALLQ_STORE_FAULT_H

#include "broker/store/store.h"

// fault_errno: the code of an errno value. EIO is ERR_IO.
int fault_errno(int errnum);

// fault_lmdb: the code of what an LMDB call returned; fd: the data file's, or -1. EIO while its
// file system has no free block is ERR_DISK_FULL: LMDB reports a short write so.
int fault_lmdb(int rc, int fd);

// fault_say: fills why (may be NULL) and returns err, for `return fault_say(...)`.
int fault_say(struct store_why *why, int err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// fault_hex: a key as text, at most ret_size - 1 characters. Returns ret.
const char *fault_hex(struct bytes key, char *ret, size_t ret_size);
#define FAULT_HEX_SIZE (2 * TABLE_KEY_MAX + 1)

// table_name: as in TABLES.
const char *table_name(enum table table);

#endif
