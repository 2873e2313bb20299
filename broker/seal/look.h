// look.h - looks at the folder of keys without using it: whom it is open to, and what in it is rotten.
#ifndef HALLQ_SEAL_LOOK_H
#define HALLQ_SEAL_LOOK_H

#include <stddef.h>

// What a look at all key files found. Those set aside before are not looked at.
struct seal_look {
    size_t file_count;
    size_t bad_count;
    size_t unread_count; // under a master key that is not here: nobody can tell without it
    char first[64];      // of the bad ones: its name in the data folder
    int first_err;
};

// seal_look: reads the key files of a data folder and checks their checksums; one under a master key is only
// counted. None are there: fine. ERR_IO, ERR_SYSTEM, ERR_NO_MEMORY: not all was seen. Blocks.
int seal_look(const char *data_path, struct seal_look *ret);

// seal_look_folder: the same of an open folder, with its master key.
struct key_folder;
int seal_look_folder(const struct key_folder *folder, struct seal_look *ret);

// seal_private: whether the folder keys/ of a data folder and all in it are their owner's alone. ERR_DENIED:
// ret_path (PATH_MAX bytes) names the first that others may read or write.
int seal_private(const char *data_path, char *ret_path);

#endif
