// backup_name.h - the names a backup may have: its file lies in the broker's backup folder.
#ifndef HALLQ_BACKUP_NAME_H
#define HALLQ_BACKUP_NAME_H

#include <stdbool.h>

// backup_name_ok: whether a name has 1 to LIMIT_BACKUP_NAME characters of a..z, 0..9, '-' and '.',
// the first not '.'. A name that ends in ".new" is the store's own, for an unfinished backup, and
// not ok.
bool backup_name_ok(const char *name);

#endif
