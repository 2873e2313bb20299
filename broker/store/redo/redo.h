// redo.h - the redo log: the turns since the last checkpoint of the tables, one record and one sync
// each, in a file that was written full of zeros before, so that a sync has nothing but the
// record's own blocks to write.
//
//     record   0 magic 8 | 8 sum 8 | 16 epoch 8 | 24 checkpoint 8 | 32 index 8 | 40 turn 8 |
//              48 time 8 | 56 size of ops 8 | 64 ops (ops.h) | zeros up to the next block
//
// Numbers are big-endian. Sum: XXH3 64 of all from byte 16 to the end of the ops, seeded with the
// record's place in the file. Records begin at block 0 after each checkpoint and follow each other:
// `checkpoint` is the number of the tables' commit that they come after, `index` counts from 1. So
// what an earlier lap left behind is told by its checkpoint, what another database left by its
// epoch. To change this: a new STORE_FORMAT.
//
// The file's last block is no record's: its foot (foot.h) says whose log it is.
//
// The log ends at the first record that is not the next one. If a later one follows nevertheless,
// what is between is rotten, and the log is refused: only the newest record may be cut short by a
// power cut, since the one before was synced first.
#ifndef HALLQ_STORE_REDO_H
#define HALLQ_STORE_REDO_H

#include "broker/store/folder/foot.h"
#include "broker/store/store.h"

// A record never shares a block with another: a drive that rewrites 4 KiB for a smaller write could
// harm its neighbour.
#define REDO_BLOCK_BYTES 4096u
// Too small to be of use: every turn is a checkpoint then.
#define REDO_MIN_BYTES (64u << 10)
// At most this part of the free space.
#define REDO_SPACE_PART 8

// What a log holds beyond a checkpoint.
struct redo_held {
    bool there;
    bool kept; // it has a second name: what a restore has set aside
    struct foot foot;
    uint64_t count;  // turns
    uint64_t end_at; // where the next record goes
    uint64_t turn;   // of the last one
    int64_t at_ms;
    uint64_t later_turn; // one that follows a hole, 0: none
    bool later_lap;      // it comes after a later checkpoint
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
// does not fit and holds nothing, one of `bytes` is made (0: STORE_REDO_BYTES, less where space is
// scarce; with too little, none). It keeps the number that the tables name. `lock_fd` has the note.
// ERR_CORRUPT: what the tables need is not there (lack.h).
int redo_open(struct redo *r, const struct store_options *options, int lock_fd,
              struct store_report *tables, struct redo_held *ret_held, struct store_why *ret_why);

// redo_look: what the log at `path` holds beyond the checkpoint; changes nothing. No log holds
// nothing. ERR_CORRUPT: a turn in its midst cannot be read; then ret_held has those before it.
int redo_look(const char *path, const struct store_report *tables, struct redo_held *ret_held,
              struct store_why *ret_why);

// redo_bring: does the turns again in `tables` that redo_look has found.
int redo_bring(const char *path, const struct store_report *report, const struct redo_held *held,
               struct tables *tables, struct store_why *ret_why);

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
