// prune.h - removes old backups.
#ifndef HALLQ_STORE_PRUNE_H
#define HALLQ_STORE_PRUNE_H

#include <stddef.h>

#include "broker/store/report/why.h"

// Backups that were removed; zero it first.
struct store_pruned {
    char **names;
    size_t count;
};

// store_prune: of the backups in the folder of `newest`, which is one, removes the oldest beyond
// `keep`. Only whole ones of the same epoch are looked at; another file, an unfinished one, one of
// another database or from before a restore is not touched. Goes on after one that cannot be
// removed. Blocks.
int store_prune(const char *newest, size_t keep, struct store_pruned *ret,
                struct store_why *ret_why);
void store_pruned_fini(struct store_pruned *pruned);

#endif
