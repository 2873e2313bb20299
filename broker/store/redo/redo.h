// redo.h - the redo log: the turns since the last checkpoint of the tables, one record and one sync
// each, in a file that was written full of zeros before, so that a sync has nothing but the
// record's own blocks to write.
//
// Records (record.h) begin at block 0 after each checkpoint and follow each other. The file's last
// block is no record's: its foot (foot.h) says whose log it is.
#ifndef HALLQ_STORE_REDO_H
#define HALLQ_STORE_REDO_H

#include <stdbool.h>

#include "broker/store/redo/held.h"

// A new log: it fills within a quarter of a second at the highest load, so it is not what asks for
// checkpoints; it is replayed at start in a tenth of a second.
#define REDO_BYTES (16ull << 20)
// Too small to be of use: every turn is a checkpoint then.
#define REDO_MIN_BYTES (64u << 10)
// At most this part of the free space.
#define REDO_SPACE_PART 8

struct redo_options {
    const char *folder;
    uint64_t bytes; // size of a new log, 0: REDO_BYTES
    bool unsynced;  // nothing is synced
    int lock_fd;    // of the folder's lock, which has the note
};

struct redo {
    int fd; // -1: there is no log, redo_write says ERR_TOO_LARGE
    bool unsynced;
    uint64_t file_bytes; // for records
    uint64_t log;        // its number, 0: it has none
    bool numbered;       // by this run
    uint64_t epoch;
    uint64_t checkpoint; // that its records come after
    uint64_t count;      // of records
    uint64_t at;         // of the next one

    unsigned char *record; // of the turn at hand: its head, then its ops
    size_t record_size;
    size_t record_room;
    bool record_lost; // it fits no log

    uint64_t sync_count;
    uint64_t sync_us; // spent in them
    double sync_mean_us;
    uint64_t written_bytes;
};

// redo_init: a closed one. redo_fini: closes it.
void redo_init(struct redo *r);
void redo_fini(struct redo *r);

// redo_open: opens the folder's log beyond the tables' checkpoint. Where there is none, or one that
// does not fit and holds nothing, a new one is made, smaller where space is scarce; with too little,
// none. It keeps the number that the tables name. ERR_CORRUPT: what the tables need is not there
// (lack.h).
int redo_open(struct redo *r, const struct redo_options *options, struct store_report *tables,
              struct redo_held *ret_held, struct store_why *ret_why);

// redo_number: gives a log that holds nothing, and that the tables do not name, a new number, durably;
// without one nothing is written into it. Each run of a broker gives its own, so that a copy of the
// log that an earlier run has left is told from this run's. ERR_IO.
int redo_number(struct redo *r, struct store_why *ret_why);

// redo_put, redo_del: add to the record of the turn at hand. redo_forget: drops it.
void redo_put(struct redo *r, enum table table, struct bytes key, struct bytes value);
void redo_del(struct redo *r, enum table table, struct bytes key);
void redo_forget(struct redo *r);

// redo_write: makes the record durable as the next one; blocks. ERR_TOO_LARGE: it does not fit, or
// the disk has no room after all; nothing counts as written. ERR_IO: what the disk holds is not
// known any more.
int redo_write(struct redo *r, uint64_t turn, int64_t at_ms, struct store_why *ret_why);

// redo_replay: does the turns again that the log holds beyond the checkpoint.
int redo_replay(struct redo *r, struct tables *tables, struct store_why *ret_why);

// redo_restart: `checkpoint` holds all.
void redo_restart(struct redo *r, uint64_t checkpoint);

#endif
