// Looking for rot: all of a closed store, the part a start needs, and slowly while it runs. The
// first two read the file's pages themselves (pages.h); the third sees a running store only through
// LMDB, and so only its rows.
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/given_file.h"
#include "broker/store/copies/copies.h"
#include "broker/store/folder/folder.h"
#include "broker/store/folder/parts.h"
#include "broker/store/inside.h"
#include "broker/store/redo/lack.h"
#include "broker/store/redo/redo.h"
#include "broker/store/report/fault.h"
#include "broker/store/rot/pages.h"
#include "broker/store/tables/row.h"

static int verify_log(const char *folder, int lock_fd, struct store_report *r) {
    struct redo_held held;
    char path[PATH_MAX];
    int err = folder_path(folder, FOLDER_REDO, path);
    if (err)
        return err;
    err = redo_look(path, r, &held, &r->first);
    err = lack_look(r, &held, err, note_read(lock_fd), &r->first);
    r->redo_turns = held.count;
    r->meta.turn = held.turn;
    r->meta.at_ms = held.at_ms;
    return err;
}

static void state_missing(const char *folder, struct store_why *ret_why) {
    char log[PATH_MAX];
    if (folder_path(folder, FOLDER_REDO, log) == ERR_OK && access(log, F_OK) == 0)
        fault_say(ret_why, ERR_NOT_FOUND, STATE_MISSING, SAME(folder));
}

static int verify_folder(const char *path, struct store_report *ret_report) {
    char file[PATH_MAX];
    int lock_fd = -1, err = folder_private(path, &ret_report->first);
    if (!err)
        err = parts_look(path, PARTS_ALL, &ret_report->first);
    if (!err)
        err = folder_path(path, FOLDER_STATE, file);
    if (!err)
        err = folder_lock(path, true, &lock_fd, &ret_report->first);
    if (err)
        return err;
    err = pages_look(file, PAGES_ALL, ret_report);
    if (err == ERR_NOT_FOUND)
        state_missing(path, &ret_report->first);
    if (!err)
        err = verify_log(path, lock_fd, ret_report);
    if (lock_fd >= 0)
        close(lock_fd);
    return err;
}

static int verify_file(const char *path, struct store_report *ret_report) {
    int err = pages_look(path, PAGES_ALL, ret_report);
    if (err == ERR_CORRUPT && !pages_is_ours(path))
        return fault_say(&ret_report->first, ERR_INVALID, NOT_OURS, SAME(path));
    if (err || tables_alone(path, ret_report))
        return err;
    ret_report->lack = STORE_LACK_LOG;
    return fault_say(&ret_report->first, ERR_CORRUPT, NOT_ALONE, SAME(path));
}

int store_look_parts(const char *path, struct store_why *ret_why) {
    return parts_look(path, PARTS_ALL, ret_why);
}

int store_verify(const char *path, struct store_report *ret_report) {
    *ret_report = (struct store_report){0};
    enum given_kind kind = given_kind_of(path);
    if (kind == GIVEN_FOLDER)
        return verify_folder(path, ret_report);
    if (kind != GIVEN_FILE)
        return fault_say(&ret_report->first, ERR_INVALID, NO_FILE, SAME(path),
                         given_kind_words(kind));
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return fault_say(&ret_report->first, ERR_NOT_FOUND, NOTHING, SAME(path));
    return verify_file(path, ret_report);
}

int store_verify_start(struct store *s, struct store_report *ret_report,
                       struct store_why *ret_why) {
    int err = pages_look(store_file(s), PAGES_START, ret_report);
    if (err == ERR_CORRUPT)
        fault_say(ret_why, err, ROTTEN, SAME(store_file(s)), WHY(ret_report->first));
    else if (err)
        fault_say(ret_why, err, ABOUT, SAME(store_file(s)), WHY(ret_report->first));
    return err;
}

// --- scrub

static void scrub_row(struct store_scrub *s, MDB_val k, MDB_val v) {
    struct bytes key = {k.mv_data, k.mv_size}, stored = {v.mv_data, v.mv_size}, value;
    char hex[FAULT_HEX_SIZE];
    s->row_count++;
    if (row_open(s->table, key, stored, &value) == ERR_OK)
        return;
    if (s->bad_row_count++ == 0)
        fault_say(&s->first, ERR_CORRUPT, ROW, SAME(table_name(s->table)),
                  SAME(fault_hex(key, hex, sizeof hex)), bilingual_err(ERR_CORRUPT));
}

static void scrub_next_table(struct store_scrub *s) {
    s->key_size = 0;
    s->table++;
    s->done = s->table == TABLE_COUNT;
}

static void scrub_keep_place(struct store_scrub *s, MDB_val k) {
    s->key_size = k.mv_size < sizeof s->key ? k.mv_size : sizeof s->key;
    memcpy(s->key, k.mv_data, s->key_size);
}

// The first row after the last one looked at.
static int scrub_seek(const struct store_scrub *s, MDB_cursor *c, MDB_val *k, MDB_val *v) {
    *k = (MDB_val){s->key_size, (void *)s->key};
    if (!s->key_size)
        return mdb_cursor_get(c, k, v, MDB_FIRST);
    int rc = mdb_cursor_get(c, k, v, MDB_SET_RANGE);
    bool same = !rc && k->mv_size == s->key_size && !memcmp(k->mv_data, s->key, s->key_size);
    return same ? mdb_cursor_get(c, k, v, MDB_NEXT) : rc;
}

// Rows of one table; returns how many of row_max are left in *row_max.
static int scrub_table(struct txn *t, struct store_scrub *s, size_t *row_max) {
    MDB_cursor *c;
    MDB_val k, v;
    int rc = mdb_cursor_open(t->mdb, t->env->dbis[s->table], &c);
    if (rc)
        return fault_lmdb(rc, t->env->fd);
    for (rc = scrub_seek(s, c, &k, &v); !rc && *row_max > 0;
         rc = mdb_cursor_get(c, &k, &v, MDB_NEXT)) {
        scrub_row(s, k, v);
        scrub_keep_place(s, k);
        (*row_max)--;
    }
    mdb_cursor_close(c);
    if (rc == MDB_NOTFOUND)
        scrub_next_table(s);
    return rc == MDB_NOTFOUND ? ERR_OK : fault_lmdb(rc, t->env->fd);
}

int store_scrub(struct store_read *read, struct store_scrub *s, size_t row_max) {
    struct txn *t = (struct txn *)read;
    int err = ERR_OK;
    while (!err && !s->done && row_max > 0)
        err = scrub_table(t, s, &row_max);
    return err;
}
