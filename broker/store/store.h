// store.h - the hall's state on the disk: the tables of base/table.h over LMDB, which only this
// folder knows.
//
// A data folder holds `state.mdb` (all tables), `redo.log` (the turns since the tables' last
// checkpoint), `state.mdb-lock` (readers), `lock` (one broker at a time; the last turn), the stores
// that restores have set aside (`before-restore-1/` ...), and `keys/`, which is not the store's.
// Every value carries a checksum of its table, key and bytes. state.mdb and redo.log belong
// together, and each names the other (foot.h).
//
// One thread, the loop's, owns a store: it opens, begins, commits, makes checkpoints, grows and
// closes. Only the functions of read.h and store_backup may run on a worker meanwhile.
//
//     store_begin ── get, put, del, scan, store_set_turn ──▶ store_commit ──▶ reply, publish
//                                    │                              │
//                                    └─────────── error ────────────┴──▶ store_abort, and by code:
//
// A commit is one sync of the redo log. Now and then, and whenever store_checkpoint is called, all
// turns since the last checkpoint are committed to the tables instead. Workers, backups and a store
// opened read_only see the last checkpoint.
//
// ERR_MAP_FULL: call store_grow, then do the turn again. If store_grow returns ERR_BUSY or
// ERR_MAP_FULL: refuse writes, try again each turn.
//
// ERR_DISK_FULL: refuse writes, go on reading (begin, get, abort), try again. The store recovers by
// itself.
//
// ERR_IO: end the process at once; the disk's content is no longer known. No turn begins after it.
// Clients retry by key.
//
// ERR_CORRUPT: a row or record is rotten, and store_why names it. End the process; restore.
//
// Other errors (ERR_NO_MEMORY, ERR_TOO_LARGE, ERR_INVALID): a bound was met, or there is a bug.
#ifndef HALLQ_STORE_H
#define HALLQ_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/table.h"
#include "broker/store/report/report.h"

// First size of the map: it is sparse, and costs address space only.
#define STORE_MAP_BYTES (4ull << 30)
// After so long without work a checkpoint is made.
#define STORE_IDLE_MS 20

// The first member of a store is its struct tables, so a store is the open turn's tables:
// store_tables().
struct store;

struct store_options {
    const char *path;    // data folder
    uint64_t map_bytes;  // first size of the map, 0: STORE_MAP_BYTES. Tests set small sizes.
    uint64_t redo_bytes; // size of a new redo log, 0: REDO_BYTES. Less where space is scarce.
    bool unsynced;       // nothing is synced: for a simulation in a memory file system
    bool read_only;      // put and del are ERR_DENIED; nothing in the folder is changed; the
                         // tables are those of the last checkpoint
};

// store_open: locks the folder for this process alone and opens its store. ERR_NOT_FOUND: the
// folder holds no store; ERR_BUSY: another process has the folder; ERR_INVALID: a restore has set
// the store aside, or a part of the folder is of the wrong kind; ERR_FORMAT: another version made
// the store; ERR_CORRUPT: the first pages or MetaRow do not hold together, or a part is missing
// (enum store_lack). Other rows are not looked at: see store_verify_start. The log's turns are done
// again by the first store_begin. May block.
int store_open(struct store **ret, const struct store_options *options, struct store_why *ret_why);

// store_close: ends an open turn without committing it, makes a checkpoint which says that no log
// is needed, closes the store, nulls *s. No read transaction may be open. Accepts NULL and a nulled
// pointer.
void store_close(struct store **s);

// store_tables: the tables of the open turn; the pointer stays valid until store_close.
static inline struct tables *store_tables(struct store *s) {
    return (struct tables *)s;
}

// store_begin: opens a turn. Cheap; a turn that writes nothing costs no sync. After an undone turn
// that wrote, the turns since the last checkpoint are done again: up to a tenth of a second.
int store_begin(struct store *s);

// store_set_turn: puts the turn's number and hall time into MetaRow, keeping its other fields. Call
// it once in each turn that writes, before store_commit; other code need not write these two
// fields.
int store_set_turn(struct store *s, uint64_t turn, int64_t at_ms);

// store_set_clock: sets the clock fields that the next store_set_turn writes as well: the wall
// clock now, the latest hall time that may be told before the next turn that writes, and whether
// hall time runs at half speed.
void store_set_clock(struct store *s, int64_t wall_at_ms, int64_t covered_at_ms, bool catches_up);

// store_commit: makes the turn durable; blocks for the disk. After any error the whole turn is
// undone, and store_abort is allowed but does nothing.
int store_commit(struct store *s);

// store_checkpoint: between turns, commits all turns so far to the tables; does nothing if the
// tables hold them. Call it before a worker is to see the turns, and after STORE_IDLE_MS without
// work. ERR_DISK_FULL, ERR_MAP_FULL: the turns stay durable in the log; until there is room,
// commits fail with these errors too. Blocks for the disk.
int store_checkpoint(struct store *s);

// store_checkpoint_due: whether as much has changed as one checkpoint should hold. To be asked between turns, once those
// of the last turn have their answers: a checkpoint that comes later is longer, and a turn that fills it is made durable
// by it, with all who wait for it.
bool store_checkpoint_due(const struct store *s);

// store_abort: undoes the open turn, and no other. Does nothing without an open turn.
void store_abort(struct store *s);

// store_grow: doubles the map, between turns. ERR_BUSY while a read transaction or a backup is
// open. ERR_MAP_FULL: the machine has no address space for it; all is as it was. ERR_IO: end the process.
int store_grow(struct store *s);

// store_sync_mean_us: the mean time of the latest syncs of the redo log, in microseconds.
uint64_t store_sync_mean_us(const struct store *s);

// store_why: plain words about the last error of this store's turn; borrowed, until the next error.
// Never NULL.
const char *store_why(const struct store *s);

// store_why_of: the words of store_why in both languages.
struct store_why store_why_of(const struct store *s);

// Counters since store_open, and sizes as of now.
struct store_stats {
    uint64_t commits; // turns that wrote and were made durable
    uint64_t commit_errors;
    uint64_t syncs;   // syncs of the redo log
    uint64_t sync_us; // spent in them
    uint64_t checkpoints;
    uint64_t checkpoint_us; // spent in them
    uint64_t checkpoint_max_us;
    uint64_t redo_written_bytes;
    uint64_t redo_bytes;   // size of the log, 0: there is none
    uint64_t redo_turns;   // turns in the log since the last checkpoint
    uint64_t dirty_pages;  // pages changed since then, about
    uint64_t stride_pages; // that may change until the next checkpoint
    uint64_t map_bytes;
    uint64_t used_bytes; // part of the map up to the highest page ever used; alarm at 80 %
    uint64_t file_bytes; // size of the file, with the room kept ahead
    uint64_t page_bytes; // size of one page
    uint32_t reads;      // read transactions open now, backups included
    uint64_t rows[TABLE_COUNT];
};

// store_stats_get: may be called on the store's own thread, also within a turn.
void store_stats_get(struct store *s, struct store_stats *ret_stats);

// store_free_bytes: bytes that the store's user may still write to its file system.
uint64_t store_free_bytes(const struct store *s);

// store_verify_start: looks, between store_open and the first turn, at the structure of the whole
// store, every row but the journal's, and the journal's last day. ERR_CORRUPT: ret_why names the
// record and offers restore.
int store_verify_start(struct store *s, struct store_report *ret_report, struct store_why *ret_why);

#endif
