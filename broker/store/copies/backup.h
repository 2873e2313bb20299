// backup.h - copies a running store out into one file.
#ifndef HALLQ_STORE_BACKUP_H
#define HALLQ_STORE_BACKUP_H

#include "broker/store/report/report.h"

struct store;

// store_backup: writes a compact copy of the last checkpoint to the file `to_path`: the copy is
// written under a temporary name, synced and renamed, and its folder synced. ERR_EXISTS if the file
// exists. Runs on a worker: commits go on meanwhile. The copy holds no secrets (keys/ stays
// behind). ret_meta: the copy's MetaRow; may be NULL.
int store_backup(struct store *s, const char *to_path, struct store_meta *ret_meta,
                 struct store_why *ret_why);

#endif
