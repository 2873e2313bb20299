// backup_name.h - how a backup may be called: its file lies in the broker's backup folder.
#ifndef HALLQ_BACKUP_NAME_H
#define HALLQ_BACKUP_NAME_H

#include <stdbool.h>

// backup_name_ok: 1 to LIMIT_BACKUP_NAME of a..z, 0..9, '-' and '.', the first not '.'. What ends in
// ".new" is the store's own name for a backup that is not finished.
bool backup_name_ok(const char *name);

#endif
