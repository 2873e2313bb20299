// place.h - building a tables' file beside its place: what making, backing up and restoring share.
//
// Each file is built under a temporary name, synced, renamed, and its folder synced, so that a power
// cut leaves the old file or the new one; what it leaves unfinished is removed by the next who comes by.
#ifndef HALLQ_STORE_PLACE_H
#define HALLQ_STORE_PLACE_H

#include <limits.h>
#include <stdbool.h>

#include "base/arena.h"
#include "broker/store/tables/txn.h"

// A data folder taken for building, and the two names.
struct place {
    const char *folder;
    int lock_fd;
    bool folder_made, lock_made; // by place_take
    char state[PATH_MAX];
    char unfinished[PATH_MAX];
};

// place_take: makes the folder if it is not there, locks it, removes what was left unfinished.
// place_leave: fine after a place_take that failed.
int place_take(struct place *p, const char *folder, struct store_why *ret_why);
void place_leave(struct place *p);

// place_give_up: before place_leave, where nothing came of it: removes what place_take has made.
void place_give_up(struct place *p);

// One change of a file that is being built, in one transaction.
typedef int (*build_cb)(struct txn *t, struct arena *a, const void *arg);

// build: opens the file, makes the change, syncs, closes.
int build(const char *file, bool create, build_cb cb, const void *arg, struct store_why *ret_why);

// copy_file: byte by byte, not synced; the new file follows `folder`.
int copy_file(const char *from, const char *folder, const char *to, struct store_why *ret_why);

#endif
