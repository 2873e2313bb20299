// The turn's side of the store: opening the folder, one write transaction a turn, room in the file
// and in the map, and what workers may do beside it.
//
// What makes a turn durable is known here alone, in store_commit: an LMDB commit, which is one sync
// of the pages and one synced write of a meta page. Nobody outside sees transactions, so a turn may
// later become durable in another way while the transaction stays open.
//
// Rules kept:
// - A commit is tried only while the file has STORE_AHEAD_BYTES of room, so that a full disk is met
//   before LMDB writes, not in the middle of it. Room is made by writing zeros, ahead of need.
// - LMDB's map must not move under a reader: the count of readers and the growth share one lock.
#include "broker/store/store.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "broker/store/fault.h"
#include "broker/store/folder.h"
#include "broker/store/inside.h"
#include "broker/store/pages.h"

#define ZEROS_BYTES (64u << 10) // written at once

struct store {
    struct txn turn; // first: the turn's tables
    struct env env;
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
    uint64_t file_bytes;
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

static int measure_file(struct store *s) {
    struct stat st;
    if (fstat(s->env.fd, &st) != 0)
        return fault_errno(errno);
    s->file_bytes = (uint64_t)st.st_size;
    return ERR_OK;
}

// What a power cut in the middle of building a file left behind.
static void remove_unfinished(const char *folder) {
    char name[PATH_MAX];
    if (folder_path(folder, FOLDER_STATE_NEW, name) == ERR_OK)
        unlink(name);
}

static int open_file(struct store *s, const struct store_options *o, struct store_why *ret_why) {
    struct store_report report;
    int err = pages_look(s->file, PAGES_META, &report); // LMDB would trust what it finds there
    if (err == ERR_NOT_FOUND)
        return fault_say(ret_why, err, "there is no store in %s: make one with hallq-admin init",
                         o->path);
    if (err)
        return fault_say(ret_why, err, "%s: %s", s->file, report.first.text);
    err = env_open(&s->env, s->file, o->map_bytes ? o->map_bytes : STORE_MAP_BYTES, env_flags(o),
                   false, ret_why);
    if (err)
        return err;
    mdb_reader_check(s->env.mdb, NULL);
    return measure_file(s);
}

int store_open(struct store **ret, const struct store_options *o, struct store_why *ret_why) {
    struct store *s = calloc(1, sizeof *s);
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

    int err = folder_path(o->path, FOLDER_STATE, s->file);
    if (!err)
        err = folder_lock(o->path, o->read_only, &s->lock_fd, ret_why);
    if (!err && !o->read_only)
        remove_unfinished(o->path);
    if (!err)
        err = open_file(s, o, ret_why);
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
    txn_fini(&s->turn);
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
}

int store_set_turn(struct store *s, uint64_t turn, int64_t at_ms) {
    struct store_meta to = {.turn = turn, .at_ms = at_ms};
    arena_reset(&s->arena);
    return meta_change(&s->turn.tables, &s->arena, change_turn, &to);
}

// --- room in the file

static int write_zeros(struct store *s, uint64_t to_bytes) {
    static const char zeros[ZEROS_BYTES];
    while (s->file_bytes < to_bytes) {
        uint64_t left = to_bytes - s->file_bytes;
        ssize_t put = pwrite(s->env.fd, zeros, left < sizeof zeros ? left : sizeof zeros,
                             (off_t)s->file_bytes);
        if (put <= 0)
            return fault_lmdb(put < 0 ? errno : ENOSPC, s->env.fd);
        s->file_bytes += (uint64_t)put;
    }
    return ERR_OK;
}

// Behind the end of the file only: pages there are nobody's, not even of the open transaction.
static int grow_file(struct store *s, uint64_t to_bytes) {
    uint64_t map_bytes = env_map_bytes(&s->env);
    int err = measure_file(s);
    return err ? err : write_zeros(s, to_bytes < map_bytes ? to_bytes : map_bytes);
}

// Room that the turn may write into: behind the last page in use, and pages that are free again.
static int count_room(struct store *s, uint64_t *ret_bytes) {
    uint64_t used_bytes = env_used_bytes(&s->env), free_pages = 0;
    int err = env_free_pages(&s->env, &free_pages);
    *ret_bytes = free_pages * env_page_bytes(&s->env);
    if (s->file_bytes > used_bytes)
        *ret_bytes += s->file_bytes - used_bytes;
    return err;
}

// Makes room for the turn before LMDB writes any of it.
static int make_room(struct store *s) {
    uint64_t used_bytes = env_used_bytes(&s->env), room_bytes;
    if (s->unsynced || s->file_bytes >= used_bytes + STORE_STEP_BYTES / 2)
        return ERR_OK;
    int err = grow_file(s, used_bytes + STORE_STEP_BYTES);
    if (err == ERR_DISK_FULL && count_room(s, &room_bytes) == ERR_OK &&
        room_bytes >= STORE_AHEAD_BYTES)
        return ERR_OK;
    if (err)
        return fault_say(&s->turn.why, err, "%s: no room to grow into: %s", s->file, err_text(err));
    return ERR_OK;
}

// --- the turn

int store_begin(struct store *s) {
    if (s->io_failed)
        return ERR_IO; // LMDB itself would go on
    return txn_begin(&s->turn, s->read_only);
}

int store_commit(struct store *s) {
    int err = s->turn.err;
    bool writes = s->turn.write_count > 0;
    assert(s->turn.mdb);
    if (!err && writes)
        err = make_room(s);
    if (err)
        txn_end(&s->turn);
    else
        err = txn_commit(&s->turn);
    if (err == ERR_IO)
        s->io_failed = true;
    if (err)
        s->commit_errors++;
    else if (writes)
        s->commits++;
    return err;
}

void store_abort(struct store *s) {
    if (s->turn.err == ERR_IO)
        s->io_failed = true;
    txn_end(&s->turn);
}

int store_grow(struct store *s) {
    int rc = 0, err = ERR_OK;
    assert(!s->turn.mdb);
    pthread_mutex_lock(&s->reads_lock);
    if (s->read_count)
        err = ERR_BUSY;
    else
        rc = mdb_env_set_mapsize(s->env.mdb, env_map_bytes(&s->env) * 2);
    pthread_mutex_unlock(&s->reads_lock);
    if (err)
        return fault_say(&s->turn.why, err, "the map cannot grow while somebody reads");
    if (rc)
        return fault_say(&s->turn.why, fault_lmdb(rc, s->env.fd), "grow: %s", mdb_strerror(rc));
    return ERR_OK;
}

const char *store_why(const struct store *s) {
    return s->turn.why.text;
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

void store_stats_get(struct store *s, struct store_stats *ret) {
    struct txn now;
    *ret = (struct store_stats){.commits = s->commits,
                                .commit_errors = s->commit_errors,
                                .map_bytes = env_map_bytes(&s->env),
                                .used_bytes = env_used_bytes(&s->env),
                                .file_bytes = s->file_bytes,
                                .page_bytes = env_page_bytes(&s->env),
                                .reads = s->read_count};
    txn_init(&now, &s->env);
    if (txn_begin(&now, true) != ERR_OK)
        return;
    for (int i = 0; i < TABLE_COUNT; i++)
        txn_rows(&now, (enum table)i, &ret->rows[i]);
    txn_fini(&now);
}

const char *store_file(const struct store *s) {
    return s->file;
}

int store_copy_to(struct store *s, int fd, struct store_why *ret_why) {
    int err = reads_enter(s);
    if (err)
        return fault_say(ret_why, err, "too many readers");
    int rc = mdb_env_copyfd2(s->env.mdb, fd, MDB_CP_COMPACT);
    reads_leave(s);
    if (rc)
        return fault_say(ret_why, fault_lmdb(rc, fd), "copy: %s", mdb_strerror(rc));
    return ERR_OK;
}
