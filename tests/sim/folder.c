#include "tests/sim/folder.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char base_path[200];

const char *folder_base(void) {
    const char *tmp = getenv("TMPDIR");
    const char *tries[] = {"/dev/shm", tmp ? tmp : "/tmp", "/tmp"};
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        snprintf(base_path, sizeof base_path, "%s/hallq-simtest-XXXXXX", tries[i]);
        if (mkdtemp(base_path))
            return base_path;
    }
    base_path[0] = '\0';
    return NULL;
}

static int remove_cb(const char *path, const struct stat *st, int type, struct FTW *ftw) {
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

void folder_delete(const char *path) {
    if (*path)
        nftw(path, remove_cb, 16, FTW_DEPTH | FTW_PHYS);
}

void folder_base_remove(void) {
    folder_delete(base_path);
    base_path[0] = '\0';
}

void folder_name(char *to, size_t size, const char *base, const char *name) {
    static unsigned serial;
    snprintf(to, size, "%s/%s-%u", base, name, ++serial);
}
