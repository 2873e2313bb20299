#include "bench/store/scratch.h"

#include <stdio.h>
#include <unistd.h>

#include "base/count.h"

void scratch_remove(const char *folder) {
    static const char *const names[] = {"state.mdb", "state.mdb-lock", "redo.log", "lock"};
    char path[4096];
    for (size_t i = 0; i < COUNT(names); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}
