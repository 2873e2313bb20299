// The turn's side of the store: opening the folder, the turn, the map, and what workers may do
// beside it.
//
//     turn   puts and deletes ──▶ the open LMDB transaction
//                            └──▶ its record ──▶ redo log, one sync ──▶ durable
//     turns  ... ──▶ checkpoint: the transaction is committed, the log begins anew
//
// Rules kept:
// - The log holds every turn since the last checkpoint, or the turn is the checkpoint itself: one
//   that finds no room in the log, or the bound of changed pages reached, is made durable by
//   committing the transaction it is in. So no turn is too large, and a store without a log works,
//   slower.
// - LMDB can undo a whole transaction only. An undone turn that wrote, and a checkpoint that
// failed,
//   end it; the next begin does the log's turns again in a new one. A turn that wrote nothing costs
//   nothing to undo.
// - While checkpoints fail for want of room, each turn is a checkpoint: what the tables cannot take
//   is refused, not heaped up in the log.
// - LMDB's map must not move under a reader: the count of readers and the growth share one lock.
#include "broker/store/store.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "broker/store/folder/aside.h"
#include "broker/store/folder/folder.h"
#include "broker/store/folder/parts.h"
#include "broker/store/inside.h"
#include "broker/store/redo/redo.h"
#include "broker/store/report/fault.h"
#include "broker/store/rot/pages.h"
#include "broker/store/tables/room.h"

struct store {
    struct txn turn; // first: the turn's tables
    struct env env;
    struct room room;
    struct redo redo;
    struct dirty dirty;
    struct store_meta last; // turn and time of the last durable turn
    struct store_meta next; // of the turn at hand
    uint64_t log_mark;      // the log that the tables name, as of the last checkpoint
    bool unnamed;           // checkpoints name none
    bool started;           // what the log held when it was opened is in the tables
    int stuck;              // why checkpoints fail: ERR_DISK_FULL, ERR_MAP_FULL, or ERR_OK
    int lock_fd;
    bool unsynced;
    bool read_only;
    bool io_failed;     // what the disk holds is no longer known: no turn is begun any more
    struct arena arena; // of MetaRow
    char file[PATH_MAX];

    pthread_mutex_t reads_lock; // guards read_count, and the map against moving under a reader
    _Atomic uint32_t read_count;

    _Atomic uint64_t commits;
    _Atomic uint64_t commit_errors;
    uint64_t checkpoints;
    uint64_t checkpoint_us;
    uint64_t checkpoint_max_us;
};

struct store_read {
    struct txn txn; // first: its tables
    struct store *store;
};

// --- opening and closing

static unsigned env_flags(const struct store_options *o) {
    if (o->read_only)
        return MDB_RDONLY | MDB_NOLOCK; // nobody writes: this process shares the folder's lock
    return o->unsynced ? MDB_NOSYNC | MDB_NOMETASYNC : 0;
}

// What a power cut in the middle of building a file left behind.
static void remove_unfinished(const char *folder) {
    char name[PATH_MAX];
    if (folder_path(folder, FOLDER_STATE_NEW, name) == ERR_OK)
        unlink(name);
    if (folder_path(folder, FOLDER_REDO_NEW, name) == ERR_OK)
        unlink(name);
    aside_mend(folder);
}

static int open_file(struct store *s, const struct store_options *o,
                     struct store_report *ret_report, struct store_why *ret_why) {
    char log[PATH_MAX], lock[PATH_MAX];
    int err = pages_look(s->file, PAGES_META, ret_report); // LMDB would trust what it finds there
    if (err == ERR_NOT_FOUND && folder_path(o->path, FOLDER_REDO, log) == ERR_OK &&
        access(log, F_OK) == 0)
        return fault_say(ret_why, ERR_CORRUPT, STATE_MISSING, SAME(o->path));
    if (err == ERR_NOT_FOUND)
        return fault_say(ret_why, err, NO_STORE, SAME(o->path));
    if (err == ERR_CORRUPT)
        return fault_say(ret_why, err, ROTTEN, SAME(s->file), WHY(ret_report->first));
    if (err)
        return fault_say(ret_why, err, ABOUT, SAME(s->file), WHY(ret_report->first));
    err = env_open(&s->env, s->file, o->map_bytes ? o->map_bytes : STORE_MAP_BYTES, env_flags(o),
                   false, ret_why);
    if (err)
        return err;
    if (!o->read_only && folder_path(o->path, FOLDER_STATE_LOCK, lock) == ERR_OK)
        folder_follow(o->path, lock);
    mdb_reader_check(s->env.mdb, NULL);
    s->log_mark = ret_report->meta.log;
    s->last = ret_report->meta;
    return room_measure(&s->room);
}

// The log is read and found sound here; its turns are done again by the first begin, when the
// tables were looked through.
static int open_log(struct store *s, const struct store_options *o, struct store_report *tables,
                    struct store_why *ret_why) {
    struct redo_held held;
    int err = redo_open(&s->redo, o, s->lock_fd, tables, &held, ret_why);
    s->last.turn = held.turn;
    s->last.at_ms = held.at_ms;
    return err;
}

int store_open(struct store **ret, const struct store_options *o, struct store_why *ret_why) {
    struct store *s = calloc(1, sizeof *s);
    struct store_report report;
    *ret = NULL;
    if (!s)
        return ERR_NO_MEMORY;
    if (ret_why)
        ret_why->text[0] = 0;
    s->unsynced = o->unsynced;
    s->read_only = o->read_only;
    s->lock_fd = s->env.fd = -1;
    pthread_mutex_init(&s->reads_lock, NULL);
    arena_init(&s->arena, META_MEMORY_BYTES);
    txn_init(&s->turn, &s->env);
    redo_init(&s->redo);
    s->room.env = &s->env;

    int err = folder_path(o->path, FOLDER_STATE, s->file);
    if (!err && !o->read_only)
        err = aside_target_fine(o->path, ret_why);
    if (!err)
        err = parts_look(o->path, PARTS_NEEDED, ret_why);
    if (!err)
        err = folder_lock(o->path, o->read_only, &s->lock_fd, ret_why);
    if (!err && !o->read_only)
        remove_unfinished(o->path);
    if (!err)
        err = open_file(s, o, &report, ret_why);
    if (!err && !o->read_only)
        err = open_log(s, o, &report, ret_why);
    if (err) {
        store_close(&s);
        return err;
    }
    *ret = s;
    return ERR_OK;
}

static void close_log(struct store *s);

void store_close(struct store **ps) {
    struct store *s = *ps;
    *ps = NULL;
    if (!s)
        return;
    assert(s->read_count == 0);
    store_abort(s);
    close_log(s);
    txn_fini(&s->turn);
    redo_fini(&s->redo);
    env_close(&s->env);
    arena_fini(&s->arena);
    pthread_mutex_destroy(&s->reads_lock);
    if (s->lock_fd >= 0)
        close(s->lock_fd);
    free(s);
}

// --- the turn's number and time

static void change_turn(Hallq__MetaRow *row, const struct store_meta *to) {
    row->turn = to->turn;
    row->at_ms = to->at_ms;
    row->wall_at_ms = to->wall_at_ms;
    row->covered_at_ms = to->covered_at_ms;
    row->clock_catches_up = to->clock_catches_up;
}

void store_set_clock(struct store *s, int64_t wall_at_ms, int64_t covered_at_ms, bool catches_up) {
    s->next.wall_at_ms = wall_at_ms;
    s->next.covered_at_ms = covered_at_ms;
    s->next.clock_catches_up = catches_up;
}

int store_set_turn(struct store *s, uint64_t turn, int64_t at_ms) {
    arena_reset(&s->arena);
    s->next.turn = turn;
    s->next.at_ms = at_ms;
    return meta_change(&s->turn.tables, &s->arena, change_turn, &s->next);
}

// --- checkpoints

static uint64_t mono_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static int make_room(struct store *s) {
    int err =
        s->unsynced ? ERR_OK : room_make(&s->room, s->dirty.page_count * env_page_bytes(&s->env));
    return err ? fault_say(&s->turn.why, err, NO_ROOM, SAME(s->file), bilingual_err(err)) : ERR_OK;
}

static void checkpoint_count(struct store *s, uint64_t started_us) {
    uint64_t took_us = mono_us() - started_us;
    s->checkpoints++;
    s->checkpoint_us += took_us;
    if (s->checkpoint_max_us < took_us)
        s->checkpoint_max_us = took_us;
}

// The tables name the log that the turns after this commit may be in.
static int name_log(struct store *s, uint64_t log) {
    if (log == s->log_mark)
        return ERR_OK;
    s->turn.redo = NULL; // of no turn
    arena_reset(&s->arena);
    return meta_set_log(&s->turn.tables, &s->arena, log);
}

// Commits what the transaction holds, the turn at hand included. After an error that turn is
// undone, the earlier ones are in the log.
static int checkpoint(struct store *s) {
    uint64_t started_us = mono_us(), log = s->unnamed ? 0 : s->redo.log;
    int err = make_room(s);
    if (!err && (err = name_log(s, log))) {
        txn_end(&s->turn);
    } else if (!err) {
        err = txn_commit(&s->turn);
    } else if (s->turn.write_count > 0) {
        txn_end(&s->turn);
    } else {
        txn_pause(&s->turn);
    }
    redo_forget(&s->redo);
    s->stuck = err;
    if (err)
        return err;
    s->log_mark = log;
    redo_restart(&s->redo, env_commits(&s->env));
    dirty_clear(&s->dirty);
    checkpoint_count(s, started_us);
    return ERR_OK;
}

// Opens a transaction that holds all turns the log has.
static int open_transaction(struct store *s) {
    int err = txn_begin(&s->turn, false);
    if (err)
        return err;
    dirty_clear(&s->dirty);
    s->turn.dirty = &s->dirty;
    s->turn.redo = NULL;
    if (s->redo.count)
        err = redo_replay(&s->redo, &s->turn.tables, &s->turn.why);
    if (err)
        txn_end(&s->turn);
    else
        txn_pause(&s->turn);
    return err;
}

static bool is_for_want_of_room(int err) {
    return err == ERR_DISK_FULL || err == ERR_MAP_FULL;
}

// Commits what the log holds, and which log is named.
static int checkpoint_all(struct store *s) {
    int err = s->turn.mdb ? ERR_OK : open_transaction(s);
    if (!err) {
        txn_resume(&s->turn);
        err = checkpoint(s);
    }
    s->commit_errors += err != ERR_OK;
    s->io_failed |= err == ERR_IO;
    return err;
}

static int checkpoint_of_no_turn(struct store *s) {
    int err = checkpoint_all(s);
    s->checkpoints -= !err;
    return err;
}

// What the log held when it was opened goes into the tables at once: the kernel may show what the
// disk never got, if the run before ended by an error of the disk. On a full disk it waits.
static int take_in(struct store *s) {
    s->unnamed = true;
    int err = ERR_OK;
    if (s->redo.count)
        err = checkpoint_all(s);
    else if (s->log_mark)
        err = checkpoint_of_no_turn(s);
    s->unnamed = false;
    return err;
}

// Only a log that the tables name is written into, and only under a number of this run: tables that
// name none ──▶ the log's new number ──▶ tables that name it. Cut anywhere, nothing is missed.
static int start(struct store *s) {
    s->started = true;
    int err = take_in(s);
    if (!err && s->redo.fd >= 0 && !s->redo.numbered)
        err = redo_number(&s->redo, &s->turn.why);
    if (!err && s->redo.log != s->log_mark)
        err = checkpoint_of_no_turn(s);
    return is_for_want_of_room(err) ? ERR_OK : err;
}

// Says that no log is needed any more; without it, the log keeps all.
static void close_log(struct store *s) {
    if (!s->started || s->io_failed || s->read_only || (!s->log_mark && !s->redo.count))
        return;
    s->unnamed = true;
    checkpoint_all(s);
}

int store_checkpoint(struct store *s) {
    assert(!s->turn.active);
    if (s->io_failed)
        return ERR_IO;
    return s->read_only || !s->redo.count ? ERR_OK : checkpoint_all(s);
}

// --- the turn

static int turn_begin(struct store *s) {
    int err = s->started ? ERR_OK : start(s);
    if (!err && !s->turn.mdb)
        err = open_transaction(s);
    if (err)
        return err;
    txn_resume(&s->turn);
    s->turn.redo = &s->redo;
    s->next = s->last;
    return ERR_OK;
}

int store_begin(struct store *s) {
    if (s->io_failed)
        return ERR_IO; // LMDB itself would go on
    int err = s->read_only ? txn_begin(&s->turn, true) : turn_begin(s);
    s->io_failed = err == ERR_IO;
    return err;
}

// Undoes the turn; the turns before it are in the log.
static void undo(struct store *s) {
    txn_end(&s->turn);
    redo_forget(&s->redo);
}

static int make_durable(struct store *s) {
    int err = ERR_TOO_LARGE;
    if (!s->stuck && s->redo.log == s->log_mark && s->dirty.page_count < STORE_DIRTY_PAGES_MAX)
        err = redo_write(&s->redo, s->next.turn, s->next.at_ms, &s->turn.why);
    if (err == ERR_TOO_LARGE)
        return checkpoint(s);
    if (err)
        undo(s);
    else
        txn_pause(&s->turn);
    return err;
}

int store_commit(struct store *s) {
    int err = s->turn.err;
    bool writes = s->turn.write_count > 0;
    assert(s->turn.active);
    if (err)
        undo(s);
    else if (!writes)
        store_abort(s);
    else
        err = make_durable(s);
    if (err == ERR_IO)
        s->io_failed = true;
    if (err)
        s->commit_errors++;
    else if (writes)
        s->commits++;
    if (!err)
        s->last = s->next;
    if (!err && writes)
        note_write(s->lock_fd, (struct note){s->last.epoch, s->last.turn});
    return err;
}

void store_abort(struct store *s) {
    if (!s->turn.active)
        return;
    if (s->turn.err == ERR_IO)
        s->io_failed = true;
    if (s->read_only || s->turn.err || s->turn.write_count > 0)
        undo(s);
    else
        txn_pause(&s->turn);
}

int store_grow(struct store *s) {
    int rc = 0, err = ERR_OK;
    assert(!s->turn.active);
    txn_end(&s->turn); // the next turn does it again
    pthread_mutex_lock(&s->reads_lock);
    if (s->read_count)
        err = ERR_BUSY;
    else
        rc = mdb_env_set_mapsize(s->env.mdb, env_map_bytes(&s->env) * 2);
    pthread_mutex_unlock(&s->reads_lock);
    if (err)
        return fault_say(&s->turn.why, err, GROW_BUSY);
    if (rc)
        return fault_say(&s->turn.why, fault_lmdb(rc, s->env.fd), GROW, fault_words(rc));
    return ERR_OK;
}

const char *store_why(const struct store *s) {
    return s->turn.why.text;
}

struct store_why store_why_of(const struct store *s) {
    return s->turn.why;
}

// --- beside the turn

static int reads_enter(struct store *s) {
    int err = ERR_BUSY;
    pthread_mutex_lock(&s->reads_lock);
    if (s->read_count < STORE_READS_MAX) {
        s->read_count++;
        err = ERR_OK;
    }
    pthread_mutex_unlock(&s->reads_lock);
    return err;
}

static void reads_leave(struct store *s) {
    pthread_mutex_lock(&s->reads_lock);
    s->read_count--;
    pthread_mutex_unlock(&s->reads_lock);
}

int store_read_begin(struct store *s, struct store_read **ret_read) {
    *ret_read = NULL;
    int err = reads_enter(s);
    if (err)
        return err;
    struct store_read *r = calloc(1, sizeof *r);
    if (!r) {
        err = ERR_NO_MEMORY;
        goto leave;
    }
    r->store = s;
    txn_init(&r->txn, &s->env);
    r->txn.clock = &s->commits;
    r->txn.end_clock = s->commits + STORE_READ_COMMITS_MAX;
    err = txn_begin(&r->txn, true);
    if (err)
        goto release;
    *ret_read = r;
    return ERR_OK;

release:
    free(r);
leave:
    reads_leave(s);
    return err;
}

void store_read_end(struct store_read **pread) {
    struct store_read *r = *pread;
    *pread = NULL;
    if (!r)
        return;
    txn_fini(&r->txn);
    reads_leave(r->store);
    free(r);
}

uint64_t store_sync_mean_us(const struct store *s) {
    return (uint64_t)s->redo.sync_mean_us;
}

// As the turns have left it, or without their transaction, as of the last checkpoint.
static void count_rows(struct store *s, struct store_stats *ret) {
    struct txn now;
    txn_init(&now, &s->env);
    bool of_turns = s->turn.mdb && !s->turn.err;
    if (!of_turns && txn_begin(&now, true) != ERR_OK)
        return;
    for (int i = 0; i < TABLE_COUNT; i++)
        txn_rows(of_turns ? &s->turn : &now, (enum table)i, &ret->rows[i]);
    txn_fini(&now);
}

uint64_t store_free_bytes(const struct store *s) {
    struct statvfs fs;
    return statvfs(s->file, &fs) == 0 ? fs.f_bavail * (uint64_t)fs.f_frsize : 0;
}

void store_stats_get(struct store *s, struct store_stats *ret) {
    *ret = (struct store_stats){.commits = s->commits,
                                .commit_errors = s->commit_errors,
                                .syncs = s->redo.sync_count,
                                .sync_us = s->redo.sync_us,
                                .checkpoints = s->checkpoints,
                                .checkpoint_us = s->checkpoint_us,
                                .checkpoint_max_us = s->checkpoint_max_us,
                                .redo_written_bytes = s->redo.written_bytes,
                                .redo_bytes = s->redo.file_bytes,
                                .redo_turns = s->redo.count,
                                .dirty_pages = s->dirty.page_count,
                                .map_bytes = env_map_bytes(&s->env),
                                .used_bytes = env_used_bytes(&s->env),
                                .file_bytes = s->room.file_bytes,
                                .page_bytes = env_page_bytes(&s->env),
                                .reads = s->read_count};
    count_rows(s, ret);
}

const char *store_file(const struct store *s) {
    return s->file;
}

int store_copy_to(struct store *s, int fd, struct store_why *ret_why) {
    int err = reads_enter(s);
    if (err)
        return fault_say(ret_why, err, READERS);
    int rc = mdb_env_copyfd2(s->env.mdb, fd, MDB_CP_COMPACT);
    reads_leave(s);
    if (rc)
        return fault_say(ret_why, fault_lmdb(rc, fd), COPYING, fault_words(rc));
    return ERR_OK;
}
