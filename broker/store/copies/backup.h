// backup.h - copies a running store out into one file.
#ifndef HALLQ_STORE_BACKUP_H
#define HALLQ_STORE_BACKUP_H

#include "broker/store/report/report.h"

struct store;

// store_backup: writes a compact copy of the last checkpoint to the file `to_path`: under a
// temporary name first, synced, renamed, its folder synced. ERR_EXISTS if there is such a file. For
// a worker: commits go on meanwhile. Secrets are not in it (keys/ stays behind). ret_meta: what the
// copy holds; may be NULL.
int store_backup(struct store *s, const char *to_path, struct store_meta *ret_meta,
                 struct store_why *ret_why);

#endif
