// day_key.h - one day key on the disk, from its making to its destruction.
//
//     keys/0000000012-0020301.key        hall, business day (days since 1970)
//     keys/0000000012-0020301.key.aside  a file that could not be used; then .aside-2, .aside-3 ...
//
//     0        8                                40               56
//     ├────────┼────────────────────────────────┼────────────────┤
//     │ magic  │ key                            │ sum            │   sum: BLAKE2b of magic, key,
//     └────────┴────────────────────────────────┴────────────────┘   hall and day
//
// Once a text of the day was forgotten, the root is gone, and the file holds the kept nodes of its
// tree instead (keytree.h), under another magic:
//
//     0        8        16      20                            n                n + 16
// ├────────┼────────┼───────┼─────────────────────────────┼────────────────┤     │ magic  │ key id
// │ count │ count × (depth, path, key)  │ sum            │   4 + 8 + 32 bytes each
// └────────┴────────┴───────┴─────────────────────────────┴────────────────┘
//
// Numbers are big-endian. To change a format: another magic. Under a master key either format is
// the inside of the file that master.h shows.
#ifndef HALLQ_SEAL_DAY_KEY_H
#define HALLQ_SEAL_DAY_KEY_H

#include <limits.h>

#include "broker/seal/keytree.h"
#include "broker/seal/master.h"

#define KEYS_FOLDER "keys" // in the data folder

// The folder of the keys. master: the key that the files are under; if it is NULL or not here, new
// files lie open, and a file under a master key is ERR_CLOSED.
struct key_folder {
    char path[PATH_MAX];
    const struct master *master;
};

struct key_name {
    uint32_t hall;
    int32_t day;
};

// keys_folder_make: makes the folder and removes unfinished files. All functions of this header
// block.
int keys_folder_make(const char *data_path, char ret_path[PATH_MAX]);

// day_key_make: writes a new key; the file and its name are durable before this returns.
// ERR_EXISTS.
int day_key_make(const struct key_folder *folder, struct key_name name,
                 const unsigned char key[KEY_SIZE]);

// day_key_read: reads the tree from the file. ERR_NOT_FOUND; ERR_CORRUPT, also if the name belongs
// to no regular file; ERR_CLOSED: the file is under a master key that is not here; ERR_NO_MEMORY.
int day_key_read(const struct key_folder *folder, struct key_name name, struct keytree *ret);

// day_key_replace: writes the kept nodes of a tree in the place of an existing key, durable before
// this returns; the old bytes are overwritten. After an error the old file or the new one is there.
int day_key_replace(const struct key_folder *folder, struct key_name name, struct keytree *tree);

// day_key_destroy: overwrites, syncs and unlinks the file; the caller syncs the folder. ERR_OK if
// there is no such file. Overwriting is a courtesy, which flash and copying file systems do not
// keep anyway: a file that cannot be overwritten (read-only, a bad sector) is unlinked all the
// same, and only the unlinking can fail.
int day_key_destroy(const struct key_folder *folder, struct key_name name);

// day_key_set_aside: gives an unusable key file another name that is not taken, durable before this
// returns. ret_name: the new name, without the folder. ERR_EXISTS: all such names are taken.
#define DAY_KEY_NAME_SIZE 48 // bytes of any file name here, the closing NUL included
int day_key_set_aside(const struct key_folder *folder, struct key_name name,
                      char ret_name[DAY_KEY_NAME_SIZE]);

// day_key_destroy_asides: destroys the files of a hall and day that were set aside, as
// day_key_destroy does.
int day_key_destroy_asides(const struct key_folder *folder, struct key_name name);

// day_key_name: the name of the file of a hall and day, without the folder.
void day_key_name(struct key_name name, char ret[DAY_KEY_NAME_SIZE]);

// own_key_need: reads the key of a file that belongs to no day, in the format of a key of hall 0
// and day 0; a missing key is made, durable before this returns. own_key_read: makes no key, but
// returns ERR_NOT_FOUND. Both: ERR_CORRUPT, ERR_CLOSED.
int own_key_need(const struct key_folder *folder, const char *name,
                 unsigned char ret_key[KEY_SIZE]);
int own_key_read(const struct key_folder *folder, const char *name,
                 unsigned char ret_key[KEY_SIZE]);

// day_key_wrap, own_key_wrap: put a file that lies open under the folder's master key, durable
// before they return; the open bytes are overwritten. ERR_OK also for a file that is under a master
// key already, and for a rotten file, which stays as it is for day_key_read to report.
int day_key_wrap(const struct key_folder *folder, struct key_name name);
int own_key_wrap(const struct key_folder *folder, const char *name);

// keys_folder_sync: makes names that were given or removed durable.
int keys_folder_sync(const char *folder);

// day_key_each: calls back for every key file. Stops at the callback's first error and returns it.
// day_key_each_aside: the same for every file that was set aside.
typedef int (*day_key_cb)(void *arg, struct key_name name);
int day_key_each(const struct key_folder *folder, day_key_cb cb, void *arg);
int day_key_each_aside(const struct key_folder *folder, day_key_cb cb, void *arg);

#endif
