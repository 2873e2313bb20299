// store.h - the hall's state on the disk: the tables of base/table.h over LMDB, the only
// place that knows it.
//
// A data folder holds `state.mdb` (all tables), `redo.log` (the turns since the tables' last
// checkpoint), `state.mdb-lock` (readers), `lock` (one broker at a time; the last turn), what
// restores have set aside (`before-restore-1/` ...) and, not the store's, `keys/`. Every value
// carries a checksum of its table, key and bytes. state.mdb and redo.log belong together, and know
// it (foot.h).
//
// One thread, the loop's, owns a store: it opens, begins, commits, makes checkpoints, grows and
// closes. Only store_read_begin and what follows it, and store_backup, may run on a worker
// meanwhile.
//
//     store_begin ── get, put, del, scan, store_set_turn ──▶ store_commit ──▶ reply, publish
//                                    │                              │
//                                    └─────────── error ────────────┴──▶ store_abort, and by code:
//
// A commit is one sync of the redo log. Now and then, and whenever store_checkpoint asks for it,
// all turns since the last checkpoint are committed to the tables instead. Workers, backups and a
// store opened read_only see the last checkpoint.
//
// ERR_MAP_FULL: store_grow, then the turn again. If that says ERR_BUSY: refuse writes, try each
// turn.
//
// ERR_DISK_FULL: refuse writes, go on reading (begin, get, abort), try again. Recovers by itself.
//
// ERR_IO: end the process at once; what the disk holds is no longer known. No turn is begun after
// it. Clients retry by key.
//
// ERR_CORRUPT: a record is rotten, store_why names it. End the process; restore.
//
// Others (ERR_NO_MEMORY, ERR_TOO_LARGE, ERR_INVALID): out of bounds, or a bug.
#ifndef HALLQ_STORE_H
#define HALLQ_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/server_keys.h"
#include "base/table.h"

#define STORE_FORMAT 1 // format version this build reads and writes (MetaRow.format)

// First size of the map: sparse, costs address space only.
#define STORE_MAP_BYTES (4ull << 30)
// The redo log: fills within a quarter of a second at the highest load, so it is not what asks for
// checkpoints; replayed at start in a tenth of a second.
#define STORE_REDO_BYTES (16ull << 20)
// Pages a checkpoint may write, about: 16 MiB, far below where LMDB spills (130,000).
#define STORE_DIRTY_PAGES_MAX 4096
// Without work for so long, a checkpoint is made.
#define STORE_IDLE_MS 20
// The file's blocks are reserved this far ahead of need: a full disk is met before a commit, and
// most checkpoints need not ask.
#define STORE_STEP_BYTES (1u << 20)
// With less room than this beyond what a checkpoint writes, and none to be had, it is refused.
#define STORE_AHEAD_BYTES (256u << 10)
// Read transactions open at once: at most one a worker, and a backup.
#define STORE_READS_MAX 8
// Turns a read transaction may outlive: the file grows with them.
#define STORE_READ_COMMITS_MAX 20000
#define STORE_WHY_SIZE 768

// Plain words about a failure, for the person at the terminal and the log. Empty after success.
struct store_why {
    char text[STORE_WHY_SIZE]; // in English
    char zh[STORE_WHY_SIZE];   // in Chinese
};

// The first member of a store is its struct tables, so a store is the open turn's tables:
// store_tables().
struct store;

// A read transaction of a worker: its first member is its struct tables, of which put and del
// return ERR_DENIED.
struct store_read;

struct store_options {
    const char *path;    // data folder
    uint64_t map_bytes;  // first size of the map, 0: STORE_MAP_BYTES. Tests set small ones.
    uint64_t redo_bytes; // size of a new redo log, 0: STORE_REDO_BYTES. Less where space is scarce.
    bool unsynced;       // nothing is synced: for a simulation in a memory file system
    bool read_only;      // put and del are ERR_DENIED; nothing in the folder is changed; the last
                         // checkpoint is what it shows
};

// Whether a hall was set up with keys (MetaRow.keys).
enum store_keys {
    STORE_KEYS_UNSAID = 0, // made by a version that did not say
    STORE_KEYED = 1,
    STORE_OPEN = 2, // for trials on one machine
};

// What the store knows of itself (MetaRow).
struct store_meta {
    uint32_t format;
    uint64_t epoch;
    uint64_t turn;
    int64_t at_ms;
    int64_t wall_at_ms, covered_at_ms; // see MetaRow
    bool clock_catches_up;
    bool clock_alarm; // others write it
    uint64_t log;     // number of the redo log that turns may be in; 0: none, all are in the tables
    enum store_keys keys;
    bool is_backup; // marked as one, and not restored yet
    struct server_keys server_keys;
};

// What is missing of a store whose parts are each sound.
enum store_lack {
    STORE_WHOLE,
    STORE_LACK_LOG, // it was not closed, and has no redo log
    STORE_LACK_PART, // it was not closed, and its redo log is cut short, another's or of an earlier run
    STORE_LACK_TURNS, // turns were acknowledged beyond what is here: an older copy of a file
    STORE_LACK_STATE, // the redo log, or the last turn noted, is another store's
    STORE_LACK_BACKUP, // the tables are a backup that was not restored: later turns may be given again
    STORE_LACK_MIDST, // a turn in the midst of the redo log cannot be read, later ones can
};

// store_create: makes an empty store in the folder `path`, which is made too if it is not there.
// Old or new, never neither, whenever the power is cut. ERR_EXISTS if there is a store, or a redo
// log that has lost its store; ERR_BUSY if it is in use. May block.
int store_create(const char *path, uint64_t epoch, enum store_keys keys, struct store_why *ret_why);

// store_open: takes the folder for this process alone and opens its store. ERR_NOT_FOUND: no store
// there; ERR_BUSY: another process has it; ERR_INVALID: a restore has set it aside, or a part of it
// is of another kind; ERR_FORMAT: made by another version; ERR_CORRUPT: its first pages or MetaRow do not hold together, or something of it is missing (enum store_lack).
// Looks at no other row: see store_verify_start. The log's turns are done again by the first
// store_begin. May block.
int store_open(struct store **ret, const struct store_options *options, struct store_why *ret_why);

// store_close: ends an open turn without committing it, makes a checkpoint which says that no log is
// needed, closes, nulls *s. No
// read transaction may be open. Accepts NULL and a nulled pointer.
void store_close(struct store **s);

// store_tables: the tables of the open turn; the same pointer all the store's life.
static inline struct tables *store_tables(struct store *s) {
    return (struct tables *)s;
}

// store_begin: opens a turn. Cheap; a turn that writes nothing costs no sync. After an undone turn
// that wrote, the turns since the last checkpoint are done again: up to a tenth of a second.
int store_begin(struct store *s);

// store_set_turn: puts the turn's number and hall time into MetaRow, keeping what else is in it.
// Once a turn that writes, before store_commit; nobody else needs to write these two fields.
int store_set_turn(struct store *s, uint64_t turn, int64_t at_ms);

// store_set_clock: what store_set_turn, called after it, says of the clocks as well: the wall clock
// now, the latest hall time that may be told before the next turn that writes, and whether hall time
// runs at half speed.
void store_set_clock(struct store *s, int64_t wall_at_ms, int64_t covered_at_ms, bool catches_up);

// store_commit: makes the turn durable; blocks for the disk. After any error the turn is undone as
// a whole, and store_abort is allowed but does nothing.
int store_commit(struct store *s);

// store_checkpoint: between turns, commits all turns so far to the tables; nothing if they are
// there. Before a worker is to see them, and after STORE_IDLE_MS without work. ERR_DISK_FULL,
// ERR_MAP_FULL: the turns stay durable in the log; until there is room, commits fail in this way
// too. Blocks for the disk.
int store_checkpoint(struct store *s);

// store_abort: undoes the open turn, and no other. Without one it does nothing.
void store_abort(struct store *s);

// store_grow: doubles the map, between turns. ERR_BUSY while a read transaction or a backup is
// open.
int store_grow(struct store *s);

// store_sync_mean_us: how long a sync of the redo log takes, lately.
uint64_t store_sync_mean_us(const struct store *s);

// store_why: plain words about the last error of this store's turn; borrowed, until the next one.
// Never NULL.
const char *store_why(const struct store *s);

// store_why_of: the same in both languages.
struct store_why store_why_of(const struct store *s);

// store_meta_get: MetaRow as the open turn, or the read transaction, sees it.
int store_meta_get(struct tables *tables, struct store_meta *ret_meta);

// store_read_begin: a view of the last checkpoint for a worker, which stays as it is while turns go
// on; its MetaRow names the turn. At most STORE_READS_MAX at once (ERR_BUSY). One that outlives
// STORE_READ_COMMITS_MAX turns answers ERR_TIMEOUT from then on: read long tables in portions. The
// caller ends it.
int store_read_begin(struct store *s, struct store_read **ret_read);

// store_read_end: ends it and nulls *read; what was read from it dies. Accepts NULL and a nulled
// pointer.
void store_read_end(struct store_read **read);

static inline struct tables *store_read_tables(struct store_read *read) {
    return (struct tables *)read;
}

// Counters since store_open, and sizes as of now.
struct store_stats {
    uint64_t commits; // turns made durable that had something to write
    uint64_t commit_errors;
    uint64_t syncs;   // of the redo log
    uint64_t sync_us; // spent in them
    uint64_t checkpoints;
    uint64_t checkpoint_us; // spent in them
    uint64_t checkpoint_max_us;
    uint64_t redo_written_bytes;
    uint64_t redo_bytes;  // size of the log, 0: there is none
    uint64_t redo_turns;  // in the log since the last checkpoint
    uint64_t dirty_pages; // changed since then, about
    uint64_t map_bytes;
    uint64_t used_bytes; // of the map: the highest page ever used; alarm at 80 %
    uint64_t file_bytes; // of the file, with the room kept ahead
    uint64_t page_bytes; // size of one page
    uint32_t reads;      // read transactions open now, backups included
    uint64_t rows[TABLE_COUNT];
};

// store_stats_get: on the store's own thread, also within a turn.
void store_stats_get(struct store *s, struct store_stats *ret_stats);

// store_free_bytes: what is free on the store's file system for its user.
uint64_t store_free_bytes(const struct store *s);

// store_backup: writes a compact copy of the last checkpoint to the file `to_path`: under a
// temporary name first, synced, renamed, its folder synced. ERR_EXISTS if there is such a file. For
// a worker: commits go on meanwhile. Secrets are not in it (keys/ stays behind). ret_meta: what the
// copy holds; may be NULL.
int store_backup(struct store *s, const char *to_path, struct store_meta *ret_meta,
                 struct store_why *ret_why);

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

struct store_report;

#define STORE_ASIDE_MAX 1000 // sets in one folder
#define STORE_ASIDE_SIZE 32

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
// ret_aside, of STORE_ASIDE_SIZE bytes, is its name, empty if there was nothing. Old or new, never
// neither. ERR_BUSY while a broker has a folder. ERR_INVALID: `from` is the tables' file of a data
// folder, and has turns in a log; or `to` is such a set in a data folder. ERR_CORRUPT: see
// store_verify. May block for long.
int store_restore(const struct store_restoring *r, char *ret_aside, struct store_why *ret_why);

// store_meta_keys: whether the hall has keys, from this turn on.
int store_meta_keys(struct tables *tables, enum store_keys keys);

// store_meta_server_keys: the keys by which the hall's server is known, from this turn on.
int store_meta_server_keys(struct tables *tables, const struct server_keys *keys);

// store_give: gives a file that was made in a data folder the folder's owner and group, as far as
// this process may. Its mode stays. ERR_OK if there is no such file.
int store_give(const char *folder, const char *path);

// store_meta_turn: as store_set_turn, for a restore's change.
int store_meta_turn(struct tables *tables, uint64_t turn, int64_t at_ms);

// What a look through a store found.
struct store_report {
    uint64_t rows[TABLE_COUNT];
    uint64_t row_count;
    uint64_t bad_row_count;
    uint64_t page_count;
    struct store_meta meta; // what was looked at, with the log; zero if it could not be read
    uint64_t checkpoint;    // number of the tables' last commit
    uint64_t redo_turns;    // in the redo log, sound, and not in the rows yet
    enum store_lack lack;   // what is missing, with ERR_CORRUPT
    uint64_t noted_turn;    // the last one known to have been acknowledged, 0: not known
    struct store_why first; // first thing wrong: the table, and the key in hex
};

// store_look_parts: whether each part of a data folder is of its kind, a file or a folder: ERR_INVALID
// names the first that is not.
int store_look_parts(const char *path, struct store_why *ret_why);

// store_verify: reads every page and row and the redo log of a closed store, given its folder, or a
// backup file, without trusting any of it. ERR_OK, ERR_CORRUPT (the report names the first bad
// record), ERR_FORMAT, ERR_BUSY, ERR_NOT_FOUND, ERR_IO.
int store_verify(const char *path, struct store_report *ret_report);

// store_verify_start: what a start looks at, between store_open and the first turn: the structure
// of the whole store, every row but the journal's, and the journal's last day. ERR_CORRUPT: ret_why
// names the record and offers restore.
int store_verify_start(struct store *s, struct store_report *ret_report, struct store_why *ret_why);

// A slow look at a running store, in portions. Zero it to begin.
struct store_scrub {
    uint64_t row_count;
    uint64_t bad_row_count;
    struct store_why first; // first bad record, empty if none
    enum table table;       // where the next portion goes on
    unsigned char key[TABLE_KEY_MAX];
    size_t key_size;
    bool done; // all tables were read
};

// store_scrub: reads at most row_max rows further, checks their checksums, goes on after bad ones.
// ERR_OK also when it found some. For a worker, with a fresh read transaction each time.
int store_scrub(struct store_read *read, struct store_scrub *scrub, size_t row_max);

#endif
