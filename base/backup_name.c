#include "base/backup_name.h"

#include <string.h>

#include "base/limit.h"

bool backup_name_ok(const char *name) {
    size_t len = strlen(name);
    bool unfinished = len >= 4 && !strcmp(name + len - 4, ".new");
    return len && len <= LIMIT_BACKUP_NAME && name[0] != '.' && !unfinished &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-.") == len;
}
