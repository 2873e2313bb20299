// keyfile.h - one day key on the disk, from making to destroying it.
//
//     keys/0000000012-0020301.key        hall, business day (days since 1970)
//     keys/0000000012-0020301.key.aside  one that could not be used; then .aside-2, .aside-3 ...
//
//     0        8                                40               56
//     ├────────┼────────────────────────────────┼────────────────┤
//     │ magic  │ key                            │ sum            │   sum: BLAKE2b of magic, key,
//     └────────┴────────────────────────────────┴────────────────┘   hall and day
//
// Where something of the day was forgotten, the root is gone and what is left of its tree stands instead
// (keytree.h); the magic is another one:
//
//     0        8        16      20                            n                n + 16
//     ├────────┼────────┼───────┼─────────────────────────────┼────────────────┤
//     │ magic  │ key id │ count │ count × (depth, path, key)  │ sum            │   4 + 8 + 32 bytes each
//     └────────┴────────┴───────┴─────────────────────────────┴────────────────┘
//
// Numbers are big-endian. To change it: another magic. Under a master key either of them is the inside of
// what master.h shows.
#ifndef HALLQ_SEAL_KEYFILE_H
#define HALLQ_SEAL_KEYFILE_H

#include <limits.h>

#include "broker/seal/keytree.h"
#include "broker/seal/master.h"

#define KEYFILE_FOLDER "keys" // in the data folder

// Where the keys are. master: what the files are under; NULL, or not here: what is made lies open, and what
// is under one is ERR_CLOSED.
struct key_folder {
    char path[PATH_MAX];
    const struct master *master;
};

struct key_name {
    uint32_t hall;
    int32_t day;
};

// keyfile_folder: makes the folder and removes unfinished files. All of these block.
int keyfile_folder(const char *data_path, char ret_path[PATH_MAX]);

// keyfile_make: writes a new key, durable with its name before it returns. ERR_EXISTS.
int keyfile_make(const struct key_folder *folder, struct key_name name,
                 const unsigned char key[KEY_SIZE]);

// keyfile_read: what the file holds. ERR_NOT_FOUND; ERR_CORRUPT, also where no file has the name;
// ERR_CLOSED: under a master key that is not here; ERR_NO_MEMORY.
int keyfile_read(const struct key_folder *folder, struct key_name name, struct keytree *ret);

// keyfile_replace: puts what is left of a tree in the place of a key that is there, durable before it
// returns; what stood there is overwritten. After an error either of them is there.
int keyfile_replace(const struct key_folder *folder, struct key_name name, struct keytree *tree);

// keyfile_destroy: overwrites, syncs, unlinks; the caller syncs the folder. Fine if it is not there.
// Overwriting is a courtesy, which flash and file systems that copy do not keep anyway: a file that
// cannot be overwritten (read-only, a bad sector) is unlinked all the same, and that alone can fail.
int keyfile_destroy(const struct key_folder *folder, struct key_name name);

// keyfile_set_aside: gives a key that cannot be used another name, never one that is taken, durable before
// it returns. ret_name: that name, without the folder. ERR_EXISTS: all of them are taken.
#define KEYFILE_NAME_SIZE 48 // of any file here, the closing NUL included
int keyfile_set_aside(const struct key_folder *folder, struct key_name name,
                      char ret_name[KEYFILE_NAME_SIZE]);

// keyfile_destroy_asides: destroys what was set aside of a hall and day, as keyfile_destroy does.
int keyfile_destroy_asides(const struct key_folder *folder, struct key_name name);

// keyfile_name: what the file of a hall and day is called, without the folder.
void keyfile_name(struct key_name name, char ret[KEYFILE_NAME_SIZE]);

// keyfile_own: the key of a file that belongs to no day, in the same form as one of hall 0 and day 0; a new
// one is made if there is none, durable before this returns. keyfile_own_read: none is made, and ERR_NOT_FOUND
// says so. ERR_CORRUPT, ERR_CLOSED.
int keyfile_own(const struct key_folder *folder, const char *name, unsigned char ret_key[KEY_SIZE]);
int keyfile_own_read(const struct key_folder *folder, const char *name,
                     unsigned char ret_key[KEY_SIZE]);

// keyfile_wrap, keyfile_own_wrap: puts a file that lies open under the folder's master key, durable before
// it returns; what lay open is overwritten. Fine if it is under one, and if it is rotten: that stays as it
// is, for keyfile_read to tell.
int keyfile_wrap(const struct key_folder *folder, struct key_name name);
int keyfile_own_wrap(const struct key_folder *folder, const char *name);

// keyfile_sync_folder: makes names given and taken durable.
int keyfile_sync_folder(const char *folder);

// keyfile_each: calls back for every key file. Stops at the first error and returns it.
// keyfile_each_aside: for every one that was set aside.
typedef int (*keyfile_cb)(void *arg, struct key_name name);
int keyfile_each(const struct key_folder *folder, keyfile_cb cb, void *arg);
int keyfile_each_aside(const struct key_folder *folder, keyfile_cb cb, void *arg);

#endif
