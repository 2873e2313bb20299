// redo.h - the redo log: the turns since the last checkpoint of the tables, one record and one sync
// each, in a file that was filled with zeros before, so that a sync writes only the record's own
// blocks.
//
// Records (record.h) begin at block 0 after each checkpoint and follow each other. The file's last
// block holds no record but the foot (foot.h), which names the store that the log belongs to.
#ifndef HALLQ_STORE_REDO_H
#define HALLQ_STORE_REDO_H

#include <stdbool.h>

#include "broker/store/redo/held.h"

// Size of a new log. It fills within a quarter of a second at the highest load, so its size is not
// what asks for checkpoints; it is replayed at start in a tenth of a second.
#define REDO_BYTES (16ull << 20)
// A smaller log is of no use and is not made: every turn is a checkpoint then.
#define REDO_MIN_BYTES (64u << 10)
// A new log takes at most one part in so many of the free space.
#define REDO_SPACE_PART 8

struct redo_options {
    const char *folder;
    uint64_t bytes; // size of a new log, 0: REDO_BYTES
    bool unsynced;  // nothing is synced
    int lock_fd;    // the folder's lock file, which holds the note
};

struct redo {
    int fd; // -1: there is no log, redo_write says ERR_TOO_LARGE
    bool unsynced;
    uint64_t file_bytes; // room for records
    uint64_t log;        // the log's number, 0: it has none
    bool numbered;       // this run gave the number
    uint64_t epoch;
    uint64_t checkpoint; // number of the checkpoint that the records come after
    uint64_t count;      // records since the checkpoint
    uint64_t at;         // byte where the next record goes

    unsigned char *record; // record of the open turn: its head, then its ops
    size_t record_size;
    size_t record_room;
    bool record_lost; // the record fits no log

    uint64_t sync_count;
    uint64_t sync_us; // time spent in syncs
    double sync_mean_us;
    uint64_t written_bytes;
};

// redo_init: makes a closed log. redo_fini: closes the log and frees its memory.
void redo_init(struct redo *r);
void redo_fini(struct redo *r);

// redo_open: opens the folder's log beyond the tables' checkpoint. Where there is no log, or a far
// too short log that holds no turns, a new log is made, smaller where space is scarce, and none
// where space is too scarce. The new log keeps the number that the tables name. ERR_CORRUPT: turns
// that the tables need are missing (lack.h).
int redo_open(struct redo *r, const struct redo_options *options, struct store_report *tables,
              struct redo_held *ret_held, struct store_why *ret_why);

// redo_number: gives a log that holds no turns, and that the tables do not name, a new number,
// durably; no turn is written into a log without a number. Each run of a broker gives a number of
// its own, so that a copy of the log from an earlier run is told from this run's log. ERR_IO.
int redo_number(struct redo *r, struct store_why *ret_why);

// redo_put, redo_del: add a put or a delete to the record of the open turn. redo_forget: drops the
// record.
void redo_put(struct redo *r, enum table table, struct bytes key, struct bytes value);
void redo_del(struct redo *r, enum table table, struct bytes key);
void redo_forget(struct redo *r);

// redo_write: makes the open turn's record durable as the log's next record; blocks. ERR_TOO_LARGE:
// the record does not fit, or the disk has no room after all; the turn is not in the log. ERR_IO:
// the disk's content is not known any more.
int redo_write(struct redo *r, uint64_t turn, int64_t at_ms, struct store_why *ret_why);

// redo_replay: does the turns that the log holds beyond the checkpoint again in `tables`.
int redo_replay(struct redo *r, struct tables *tables, struct store_why *ret_why);

// redo_restart: empties the log, whose turns are all in `checkpoint`.
void redo_restart(struct redo *r, uint64_t checkpoint);

#endif
