// keyfile.h - one day key on the disk, from making to destroying it.
//
//     keys/0000000012-0020301.key        hall, business day (days since 1970)
//
//     0        8                                40               56
//     ├────────┼────────────────────────────────┼────────────────┤
//     │ magic  │ key                            │ sum            │   sum: BLAKE2b of magic, key,
//     └────────┴────────────────────────────────┴────────────────┘   hall and day
//
// To change it: another magic.
#ifndef HALLQ_SEAL_KEYFILE_H
#define HALLQ_SEAL_KEYFILE_H

#include <limits.h>

#include "broker/seal/seal.h"

#define KEY_SIZE 32

struct key_name {
    uint32_t hall;
    int32_t day;
};

// keyfile_folder: makes the folder and removes unfinished files. All of these block.
int keyfile_folder(const char *data_path, char ret_folder[PATH_MAX]);

// keyfile_make: writes a new key, durable with its name before it returns. ERR_EXISTS.
int keyfile_make(const char *folder, struct key_name name, const unsigned char key[KEY_SIZE]);

// keyfile_read: ERR_NOT_FOUND, ERR_CORRUPT.
int keyfile_read(const char *folder, struct key_name name, unsigned char ret_key[KEY_SIZE]);

// keyfile_destroy: overwrites, syncs, unlinks; the caller syncs the folder. Fine if it is not there.
// Overwriting is a courtesy, which flash and file systems that copy do not keep anyway: a file that
// cannot be overwritten (read-only, a bad sector) is unlinked all the same, and that alone can fail.
int keyfile_destroy(const char *folder, struct key_name name);

// keyfile_sync_folder: makes names given and taken durable.
int keyfile_sync_folder(const char *folder);

// keyfile_each: calls back for every key file. Stops at the first error and returns it.
typedef int (*keyfile_cb)(void *arg, struct key_name name);
int keyfile_each(const char *folder, keyfile_cb cb, void *arg);

#endif
