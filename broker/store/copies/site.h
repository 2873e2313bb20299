// site.h - builds a tables' file beside its place; making, backing up and restoring a store share
// it.
//
// Each file is built under a temporary name, synced, renamed, and its folder synced, so that a
// power cut leaves the old file or the new one, and perhaps an unfinished file, which site_take or
// the next copy removes.
#ifndef HALLQ_STORE_SITE_H
#define HALLQ_STORE_SITE_H

#include <limits.h>
#include <stdbool.h>

#include "base/arena.h"
#include "broker/store/tables/txn.h"

// A data folder that is locked for building, and the paths of its tables' file, finished and
// unfinished.
struct site {
    const char *folder;
    int lock_fd;
    bool folder_made, lock_made; // whether site_take made them
    char state[PATH_MAX];
    char unfinished[PATH_MAX];
};

// site_take: makes the folder if it is missing, locks it and removes unfinished files.
// site_leave: unlocks the folder. May follow a site_take that failed.
int site_take(struct site *p, const char *folder, struct store_why *ret_why);
void site_leave(struct site *p);

// site_give_up: before site_leave, if building failed: removes the unfinished file, and the lock
// and the folder if site_take made them.
void site_give_up(struct site *p);

// One change of a file that is being built, in one transaction.
typedef int (*build_cb)(struct txn *t, struct arena *a, const void *arg);

// build: opens the file, makes the change, syncs, closes.
int build(const char *file, bool create, build_cb cb, const void *arg, struct store_why *ret_why);

// copy_file: copies a file byte by byte, without a sync. The new file follows `folder`
// (folder_follow).
int copy_file(const char *from, const char *folder, const char *to, struct store_why *ret_why);

#endif
