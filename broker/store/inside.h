// inside.h - the struct of a store, for the files of this folder alone.
#ifndef HALLQ_STORE_INSIDE_H
#define HALLQ_STORE_INSIDE_H

#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/arena.h"
#include "broker/store/redo/redo.h"
#include "broker/store/report/report.h"
#include "broker/store/stride.h"
#include "broker/store/tables/dirty.h"
#include "broker/store/tables/room.h"
#include "broker/store/tables/txn.h"

struct store {
    struct txn turn; // first: the turn's tables
    struct env env;
    struct room room;
    struct redo redo;
    struct dirty dirty;
    struct stride stride;
    struct late late;
    struct store_meta last; // turn and time of the last durable turn
    struct store_meta next; // those of the open turn
    uint64_t log_mark;      // number of the log that the tables name, as of the last checkpoint
    bool unnamed;           // checkpoints name no log
    bool started;           // the turns that the log held when it was opened are in the tables
    int stuck;              // why checkpoints fail: ERR_DISK_FULL, ERR_MAP_FULL, or ERR_OK
    int lock_fd;
    bool unsynced;
    bool read_only;
    bool io_failed;     // the disk's content is no longer known: no turn is begun any more
    struct arena arena; // memory for MetaRow
    char file[PATH_MAX];

    pthread_mutex_t reads_lock; // guards read_count, and the map against moving under a reader
    _Atomic uint32_t read_count;

    _Atomic uint64_t commits;
    _Atomic uint64_t commit_errors;
    uint64_t checkpoints;
    uint64_t checkpoint_us;
    uint64_t checkpoint_max_us;
    uint64_t checkpoint_ended_us; // monotonic: when the last one ended
};

#endif
