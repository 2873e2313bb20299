// inspect.h - checks the folder of keys without using the keys: whether others may read it, and
// which files are rotten.
#ifndef HALLQ_SEAL_INSPECT_H
#define HALLQ_SEAL_INSPECT_H

#include <stddef.h>

// The findings of a look at all key files. Files that were set aside are not looked at.
struct seal_inspection {
    size_t file_count;
    size_t bad_count;
    size_t unread_count; // files under a master key that is not here, sound or not
    char first[64];      // name of the first bad file in the data folder
    int first_err;
};

// seal_inspect: reads the key files of a data folder and checks their checksums; files under a
// master key are only counted. ERR_OK if there are no key files. ERR_IO, ERR_SYSTEM, ERR_NO_MEMORY:
// not all files were seen. Blocks.
int seal_inspect(const char *data_path, struct seal_inspection *ret);

// seal_inspect_folder: as seal_inspect for an open folder, with its master key.
struct key_folder;
int seal_inspect_folder(const struct key_folder *folder, struct seal_inspection *ret);

// seal_private: whether only the owner may use the folder keys/ of a data folder and all files in
// it. ERR_DENIED: ret_path (PATH_MAX bytes) names the first file that others may read or write.
int seal_private(const char *data_path, char *ret_path);

#endif
