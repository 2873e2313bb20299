// restore.h - brings a store back from a backup or a folder.
#ifndef HALLQ_STORE_RESTORE_H
#define HALLQ_STORE_RESTORE_H

#include "broker/store/folder/aside.h"
#include "broker/store/report/report.h"

// The options of a restore.
struct store_restoring {
    const char *from; // a backup file, a data folder, or a set that a restore put aside
    const char *to;   // data folder; may be `from`, to go on with its own files
    uint64_t new_epoch;
    bool accept_loss; // restores from a folder although a part of it is missing
    // Changes the new store before it is in place; may be NULL. `old` is the report of the store it
    // was made from.
    int (*change_cb)(void *arg, struct tables *tables, const struct store_report *old);
    void *arg;
};

// store_restore: makes a store in the folder `to` from a backup or a data folder, with the turns of
// its redo log, under a new epoch, after every page and row of the source was verified. The store
// that `to` held is set aside whole, as a folder `before-restore-N` in `to`, and can be restored in
// the same way. ret_aside (ASIDE_NAME_SIZE bytes): the name of that set, empty if `to` held no
// store. A power cut leaves the old store or the new one. ERR_BUSY while a broker has either
// folder. ERR_INVALID: `from` is the tables' file of a data folder and has turns in a log, or `to`
// is a set within a data folder. ERR_CORRUPT: see store_verify. May block for long.
int store_restore(const struct store_restoring *r, char *ret_aside, struct store_why *ret_why);

#endif
