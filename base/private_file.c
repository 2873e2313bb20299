#include "base/private_file.h"

#include <stdlib.h>
#include <string.h>

static bool is_credential(const char *path) {
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    size_t folder_len = folder ? strlen(folder) : 0;
    return folder_len && !strncmp(path, folder, folder_len) && path[folder_len] == '/' &&
           !strchr(path + folder_len + 1, '/');
}

bool private_file_ok(const struct stat *st, const char *path) {
    mode_t others = st->st_mode & (S_IRWXG | S_IRWXO);
    return !others || (others == S_IRGRP && is_credential(path));
}
