// prune.h - removes old backups.
#ifndef HALLQ_STORE_PRUNE_H
#define HALLQ_STORE_PRUNE_H

#include <stddef.h>

#include "broker/store/report/why.h"

// The names of the backups that were removed. Zero the struct first.
struct store_pruned {
    char **names;
    size_t count;
};

// store_prune: removes the oldest backups beyond `keep` from the folder of the backup `newest`.
// Only whole backups of the same epoch count; other files, unfinished backups, and backups of
// another database or from before a restore are not touched. Goes on after a backup that cannot be
// removed. Blocks.
int store_prune(const char *newest, size_t keep, struct store_pruned *ret,
                struct store_why *ret_why);
void store_pruned_fini(struct store_pruned *pruned);

#endif
