// The turn's side of the store: opening the folder, the turn, the map, and the counters.
//
//     turn   puts and deletes ──▶ the open LMDB transaction
//                            └──▶ its record ──▶ redo log, one sync ──▶ durable
//     turns  ... ──▶ checkpoint: the transaction is committed, the log begins anew
//
// Rules kept:
// - The log holds every turn since the last checkpoint, or the turn is the checkpoint itself: a
//   turn that finds no room in the log, or the bound of changed pages reached, is made durable by
//   committing its transaction. So no turn is too large, and a store without a log works, slower.
// - Rows that nearly every turn changes are in the log as any row, and wait in memory for the
//   checkpoint (tables/late.h): those of all turns in the log, and no others.
// - LMDB can undo a whole transaction only. An undone turn that wrote, and a failed
//   checkpoint, end the transaction; the next begin does the log's turns again in a new one. A turn
//   that wrote nothing costs nothing to undo.
// - While checkpoints fail for want of room, each turn is a checkpoint: a turn that the tables
//   cannot take is refused, not heaped up in the log.
// - LMDB's map must not move under a reader: the count of readers and the growth share one lock.
#include "broker/store/store.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "broker/store/checkpoint.h"
#include "broker/store/folder/aside.h"
#include "broker/store/folder/folder.h"
#include "broker/store/folder/parts.h"
#include "broker/store/report/fault.h"
#include "broker/store/rot/pages.h"
#include "broker/store/tables/meta.h"

// --- opening and closing

static unsigned env_flags(const struct store_options *o) {
    if (o->read_only)
        return MDB_RDONLY | MDB_NOLOCK; // no process writes: this process shares the folder's lock
    return o->unsynced ? MDB_NOSYNC | MDB_NOMETASYNC : 0;
}

// Removes files that a power cut in the middle of building left behind.
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
    int err = pages_look(s->file, PAGES_META, ret_report); // LMDB would trust rotten pages
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

// The log is read and found sound here; its turns are done again by the first begin, after the
// tables were looked through.
static int open_log(struct store *s, const struct store_options *o, struct store_report *tables,
                    struct store_why *ret_why) {
    struct redo_held held;
    struct redo_options options = {
        .folder = o->path, .bytes = o->redo_bytes, .unsynced = o->unsynced, .lock_fd = s->lock_fd};
    int err = redo_open(&s->redo, &options, tables, &held, ret_why);
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
    stride_init(&s->stride);
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

void store_close(struct store **ps) {
    struct store *s = *ps;
    *ps = NULL;
    if (!s)
        return;
    assert(s->read_count == 0);
    store_abort(s);
    store_checkpoint_close(s);
    txn_fini(&s->turn);
    redo_fini(&s->redo);
    env_close(&s->env);
    arena_fini(&s->arena);
    pthread_mutex_destroy(&s->reads_lock);
    if (s->lock_fd >= 0)
        close(s->lock_fd);
    free(s);
}

int store_verify_start(struct store *s, struct store_report *ret_report,
                       struct store_why *ret_why) {
    int err = pages_look(s->file, PAGES_START, ret_report);
    if (err == ERR_CORRUPT)
        fault_say(ret_why, err, ROTTEN, SAME(s->file), WHY(ret_report->first));
    else if (err)
        fault_say(ret_why, err, ABOUT, SAME(s->file), WHY(ret_report->first));
    return err;
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

// --- the turn

static int turn_begin(struct store *s) {
    int err = s->started ? ERR_OK : store_checkpoint_start(s);
    if (!err && !s->turn.mdb)
        err = store_checkpoint_open(s);
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
    if (!s->stuck && s->redo.log == s->log_mark && s->dirty.page_count < STRIDE_PAGES_MAX)
        err = redo_write(&s->redo, s->next.turn, s->next.at_ms, &s->turn.why);
    if (err == ERR_TOO_LARGE)
        return store_checkpoint_turn(s);
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

int store_checkpoint(struct store *s) {
    assert(!s->turn.active);
    if (s->io_failed)
        return ERR_IO;
    return s->read_only || !s->redo.count ? ERR_OK : store_checkpoint_all(s);
}

bool store_checkpoint_due(const struct store *s) {
    return s->dirty.page_count >= s->stride.pages && !s->stuck;
}

int store_grow(struct store *s) {
    assert(!s->turn.active);
    if (s->io_failed)
        return ERR_IO;
    txn_end(&s->turn); // the next turn opens a transaction again
    pthread_mutex_lock(&s->reads_lock);
    int err = s->read_count ? ERR_BUSY : env_grow(&s->env);
    pthread_mutex_unlock(&s->reads_lock);
    s->io_failed = err == ERR_IO;
    if (err == ERR_BUSY)
        return fault_say(&s->turn.why, err, GROW_BUSY);
    return err ? fault_say(&s->turn.why, err, GROW) : ERR_OK;
}

const char *store_why(const struct store *s) {
    return s->turn.why.text;
}

struct store_why store_why_of(const struct store *s) {
    return s->turn.why;
}

// --- its counters

uint64_t store_sync_mean_us(const struct store *s) {
    return (uint64_t)s->redo.sync_mean_us;
}

// Counts the rows as the open turns have left them, or without a transaction, as of the last
// checkpoint.
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
                                .stride_pages = s->stride.pages,
                                .map_bytes = env_map_bytes(&s->env),
                                .used_bytes = env_used_bytes(&s->env),
                                .file_bytes = s->room.file_bytes,
                                .page_bytes = env_page_bytes(&s->env),
                                .reads = s->read_count};
    count_rows(s, ret);
}
