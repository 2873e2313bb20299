// restore.h - brings a store back from a backup or a folder.
#ifndef HALLQ_STORE_RESTORE_H
#define HALLQ_STORE_RESTORE_H

#include "broker/store/folder/aside.h"
#include "broker/store/report/report.h"

// How a restore goes.
struct store_restoring {
    const char *from; // a backup file; or a data folder, or what a restore has set aside
    const char *to;   // data folder; may be `from` to go on with what is there
    uint64_t new_epoch;
    bool accept_loss; // takes what is there of a folder that lacks something
    // Changes the new store before it is in place; may be NULL. `old` is what it was made from.
    int (*change_cb)(void *arg, struct tables *tables, const struct store_report *old);
    void *arg;
};

// store_restore: makes a store in the folder `to` from a backup or from another folder, with what
// its redo log holds, under a new epoch, after every page and row of it was verified. What is there
// is set aside whole, as a folder `before-restore-N` in it, and can be restored in the same way;
// ret_aside, of ASIDE_NAME_SIZE bytes, is its name, empty if there was nothing. Old or new, never
// neither. ERR_BUSY while a broker has a folder. ERR_INVALID: `from` is the tables' file of a data
// folder, and has turns in a log; or `to` is such a set in a data folder. ERR_CORRUPT: see
// store_verify. May block for long.
int store_restore(const struct store_restoring *r, char *ret_aside, struct store_why *ret_why);

#endif
