#include "broker/store/tables/txn.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "broker/store/report/fault.h"
#include "broker/store/tables/row.h"

static MDB_val to_val(struct bytes b) {
    return (MDB_val){b.size, (void *)b.data};
}

static struct bytes to_bytes(MDB_val v) {
    return (struct bytes){v.mv_data, v.mv_size};
}

// Returns err. Every error but ERR_NOT_FOUND gets its words and sticks.
static int failed(struct txn *t, int err, enum table table, struct bytes key,
                  struct bilingual what) {
    char hex[FAULT_HEX_SIZE];
    if (err == ERR_OK || err == ERR_NOT_FOUND)
        return err;
    t->err = err;
    t->rotten_key_size = 0;
    return fault_say(&t->why, err, ROW, SAME(table_name(table)),
                     SAME(fault_hex(key, hex, sizeof hex)), what);
}

static int failed_lmdb(struct txn *t, int rc, enum table table, struct bytes key) {
    if (rc == 0)
        return ERR_OK;
    return failed(t, fault_lmdb(rc, t->env->fd), table, key, fault_words(rc));
}

// --- copies

#ifdef HALLQ_POISON
#define POISON_BYTE 0xA5

struct txn_copy {
    struct txn_copy *next;
    size_t size;
    unsigned char data[];
};

static struct bytes hand_out(struct txn *t, struct bytes b) {
    struct txn_copy *c = malloc(sizeof *c + b.size);
    if (!c)
        abort();
    c->size = b.size;
    if (b.size)
        memcpy(c->data, b.data, b.size);
    c->next = t->copies;
    t->copies = c;
    return (struct bytes){c->data, b.size};
}

static void copies_free(struct txn_copy **list) {
    while (*list) {
        struct txn_copy *c = *list;
        *list = c->next;
        free(c);
    }
}

static void spoil(struct txn *t) {
    if (!t->copies)
        return;
    copies_free(&t->dead_copies);
    for (struct txn_copy *c = t->copies; c; c = c->next)
        memset(c->data, POISON_BYTE, c->size);
    t->dead_copies = t->copies;
    t->copies = NULL;
}

static void copies_fini(struct txn *t) {
    copies_free(&t->copies);
    copies_free(&t->dead_copies);
}
#else
static struct bytes hand_out(struct txn *t, struct bytes b) {
    (void)t;
    return b;
}

static void spoil(struct txn *t) {
    (void)t;
}

static void copies_fini(struct txn *t) {
    (void)t;
}
#endif

// --- one row

// Notes the error of a row, which tables_pass may take back.
static int rotten(struct txn *t, int err, enum table table, struct bytes key) {
    failed(t, err, table, key, bilingual_err(err));
    if (key.size <= sizeof t->rotten_key) {
        memcpy(t->rotten_key, key.data, key.size);
        t->rotten_key_size = key.size;
    }
    return err;
}

// ERR_OK if the transaction answers: it is open, no call failed, and it is not too old.
static int usable(struct txn *t) {
    if (t->err)
        return t->err;
    assert(t->mdb && t->active);
    if (t->clock && *t->clock > t->end_clock) {
        t->err = ERR_TIMEOUT;
        return fault_say(&t->why, ERR_TIMEOUT, READ_OLD);
    }
    return ERR_OK;
}

static void check_key(struct bytes key) {
    assert(key.size > 0 && key.size <= TABLE_KEY_MAX);
}

// The table's own cursor. A cursor that stands on the right page already spares LMDB the way down
// the tree, and rows that are read, written and deleted together lie together.
static int cursor_of(struct txn *t, enum table table, MDB_cursor **ret) {
    if (!t->env->dbis[table])
        return MDB_NOTFOUND; // the file does not have the table yet
    int rc =
        t->cursors[table] ? 0 : mdb_cursor_open(t->mdb, t->env->dbis[table], &t->cursors[table]);
    *ret = t->cursors[table];
    return rc;
}

// --- rows that wait

static int row_put(struct txn *t, enum table table, struct bytes key, struct bytes value) {
    MDB_cursor *c;
    MDB_val k = to_val(key), v = {value.size + ROW_SUM_SIZE, NULL};
    int rc = cursor_of(t, table, &c);
    if (!rc)
        rc = mdb_cursor_put(c, &k, &v, MDB_RESERVE);
    if (rc)
        return failed_lmdb(t, rc, table, key);
    row_seal(table, key, value, v.mv_data);
    if (t->dirty)
        dirty_put(t->dirty, v.mv_data, v.mv_size);
    return ERR_OK;
}

// Puts the rows of a table that wait. No value that was handed out dies by it but those of these rows.
static int late_settle(struct txn *t, enum table table) {
    const struct late_row *row = t->late ? t->late->last[table] : NULL;
    int err = ERR_OK;
    if (!row)
        return ERR_OK;
    for (; row && !err; row = row->next_of_table)
        err = row_put(t, table, row->key, row->value);
    if (!err)
        late_drop(t->late, table);
    return err;
}

int txn_settle(struct txn *t) {
    int err = t->err;
    for (int table = 0; table < TABLE_COUNT && !err; table++)
        err = late_settle(t, (enum table)table);
    return err;
}

static bool waits(const struct txn *t, enum table table) {
    return t->late && late_takes(table);
}

static int put_late(struct txn *t, enum table table, struct bytes key, struct bytes value) {
    int err = late_put(t->late, table, key, value);
    if (err)
        return failed(t, err, table, key, bilingual_err(err));
    return late_is_full(t->late) ? txn_settle(t) : ERR_OK;
}

// --- reading and writing

static int tables_get(struct tables *self, enum table table, struct bytes key,
                      struct bytes *ret_value) {
    struct txn *t = (struct txn *)self;
    struct bytes value;
    check_key(key);
    int err = usable(t);
    if (err)
        return err;
    const struct late_row *late = waits(t, table) ? late_find(t->late, table, key) : NULL;
    if (late) {
        *ret_value = hand_out(t, late->value);
        return ERR_OK;
    }
    MDB_cursor *c;
    MDB_val k = to_val(key), v;
    int rc = cursor_of(t, table, &c);
    if (!rc)
        rc = mdb_cursor_get(c, &k, &v, MDB_SET);
    if (rc)
        return failed_lmdb(t, rc, table, key);
    err = row_open(table, key, to_bytes(v), &value);
    if (err)
        return rotten(t, err, table, key);
    *ret_value = hand_out(t, value);
    return ERR_OK;
}

static int tables_put(struct tables *self, enum table table, struct bytes key, struct bytes value) {
    struct txn *t = (struct txn *)self;
    check_key(key);
    if (t->read_only)
        return ERR_DENIED;
    int err = usable(t);
    if (!err)
        err = waits(t, table) ? put_late(t, table, key, value) : row_put(t, table, key, value);
    if (err)
        return err;
    if (t->redo)
        redo_put(t->redo, table, key, value);
    t->write_count++;
    spoil(t);
    return ERR_OK;
}

static int tables_del(struct tables *self, enum table table, struct bytes key) {
    struct txn *t = (struct txn *)self;
    check_key(key);
    if (t->read_only)
        return ERR_DENIED;
    int err = usable(t);
    if (!err)
        err = late_settle(t, table);
    if (err)
        return err;
    MDB_cursor *c;
    MDB_val k = to_val(key), v;
    int rc = cursor_of(t, table, &c);
    if (!rc)
        rc = mdb_cursor_get(c, &k, &v, MDB_SET);
    if (!rc)
        rc = mdb_cursor_del(c, 0);
    if (rc)
        return failed_lmdb(t, rc, table, key);
    if (t->redo)
        redo_del(t->redo, table, key);
    if (t->dirty)
        dirty_del(t->dirty);
    t->write_count++;
    spoil(t);
    return ERR_OK;
}

// --- scans

// A callback may scan the same table again, so a cursor leaves its place while it is in use.
static int cursor_take(struct txn *t, enum table table, MDB_cursor **ret) {
    *ret = t->cursors[table];
    t->cursors[table] = NULL;
    return *ret ? 0 : mdb_cursor_open(t->mdb, t->env->dbis[table], ret);
}

static void cursor_give(struct txn *t, enum table table, MDB_cursor *c) {
    if (t->cursors[table])
        mdb_cursor_close(c);
    else
        t->cursors[table] = c;
}

static int first_upwards(MDB_cursor *c, struct bytes from, MDB_val *k, MDB_val *v) {
    *k = to_val(from);
    return mdb_cursor_get(c, k, v, from.size ? MDB_SET_RANGE : MDB_FIRST);
}

// Goes to the last key <= from: `from` itself, or the key before the first key after it.
static int first_downwards(MDB_cursor *c, struct bytes from, MDB_val *k, MDB_val *v) {
    if (!from.size)
        return MDB_NOTFOUND;
    *k = to_val(from);
    int rc = mdb_cursor_get(c, k, v, MDB_SET_RANGE);
    if (rc == MDB_NOTFOUND)
        return mdb_cursor_get(c, k, v, MDB_LAST);
    if (rc || (k->mv_size == from.size && memcmp(k->mv_data, from.data, from.size) == 0))
        return rc;
    return mdb_cursor_get(c, k, v, MDB_PREV);
}

static bool has_prefix(MDB_val k, struct bytes from, size_t prefix_size) {
    return k.mv_size >= prefix_size && memcmp(k.mv_data, from.data, prefix_size) == 0;
}

static int row_visit(struct txn *t, enum table table, MDB_val k, MDB_val v, table_row_cb row_cb,
                     void *arg, bool *ret_stop) {
    struct bytes value;
    int err = row_open(table, to_bytes(k), to_bytes(v), &value);
    if (err)
        return rotten(t, err, table, to_bytes(k));
    *ret_stop = row_cb(arg, hand_out(t, to_bytes(k)), hand_out(t, value)) != 0;
    return *ret_stop ? ERR_OK : usable(t);
}

static int tables_scan(struct tables *self, enum table table, struct bytes from, size_t prefix_size,
                       int down, table_row_cb row_cb, void *arg) {
    struct txn *t = (struct txn *)self;
    MDB_cursor *c;
    MDB_val k, v;
    bool stop = false;
    assert(prefix_size <= from.size && from.size <= TABLE_KEY_MAX);
    int err = usable(t);
    if (!err)
        err = late_settle(t, table);
    if (err || !t->env->dbis[table])
        return err;
    int rc = cursor_take(t, table, &c);
    if (rc)
        return failed_lmdb(t, rc, table, from);
    rc = down ? first_downwards(c, from, &k, &v) : first_upwards(c, from, &k, &v);
    while (!rc && !err && has_prefix(k, from, prefix_size)) {
        err = row_visit(t, table, k, v, row_cb, arg, &stop);
        if (stop)
            break;
        if (!err)
            rc = mdb_cursor_get(c, &k, &v, down ? MDB_PREV : MDB_NEXT);
    }
    cursor_give(t, table, c);
    if (rc && rc != MDB_NOTFOUND)
        return failed_lmdb(t, rc, table, from);
    return err;
}

static int tables_pass(struct tables *self, unsigned char ret_key[TABLE_KEY_MAX],
                       size_t *ret_size) {
    struct txn *t = (struct txn *)self;
    if (!t->err || !t->rotten_key_size)
        return ERR_NOT_FOUND;
    memcpy(ret_key, t->rotten_key, t->rotten_key_size);
    *ret_size = t->rotten_key_size;
    t->err = ERR_OK;
    t->rotten_key_size = 0;
    return ERR_OK;
}

// --- the transaction

void txn_init(struct txn *t, struct env *e) {
    *t = (struct txn){
        .tables = {.get = tables_get,
                   .put = tables_put,
                   .del = tables_del,
                   .scan = tables_scan,
                   .pass = tables_pass},
        .env = e,
    };
}

static void turn_start(struct txn *t) {
    assert(!t->active);
    t->err = ERR_OK;
    t->rotten_key_size = 0;
    t->write_count = 0;
    t->why.text[0] = 0;
    t->active = true;
}

int txn_begin(struct txn *t, bool read_only) {
    assert(!t->mdb);
    t->read_only = read_only;
    turn_start(t);
    int rc = mdb_txn_begin(t->env->mdb, NULL, read_only ? MDB_RDONLY : 0, &t->mdb);
    bool begun = !rc;
    if (begun && !read_only)
        rc = env_make_tables(t->env, t->mdb);
    if (!rc)
        return ERR_OK;
    if (begun) {
        mdb_txn_abort(t->mdb);
        env_tables_made(t->env, false);
    }
    t->mdb = NULL;
    t->active = false;
    return fault_say(&t->why, fault_lmdb(rc, t->env->fd), BEGIN, fault_words(rc));
}

static void cursors_close(struct txn *t) {
    for (int i = 0; i < TABLE_COUNT; i++) {
        if (t->cursors[i])
            mdb_cursor_close(t->cursors[i]);
        t->cursors[i] = NULL;
    }
}

void txn_resume(struct txn *t) {
    assert(t->mdb);
    turn_start(t);
}

void txn_pause(struct txn *t) {
    assert(t->active && !t->err);
    spoil(t);
    t->active = false;
}

// The project's code for a failed commit: an LMDB error that is not known to have undone the commit
// is taken for an error of the disk.
static int commit_code(struct txn *t, int rc) {
    int err = fault_lmdb(rc, t->env->fd);
    bool undone = err == ERR_MAP_FULL || err == ERR_DISK_FULL || err == ERR_NO_MEMORY ||
                  err == ERR_TOO_LARGE || err == ERR_CORRUPT;
    return undone ? err : ERR_IO;
}

int txn_commit(struct txn *t) {
    assert(t->mdb);
    int err = txn_settle(t);
    if (err) {
        txn_end(t);
        return err;
    }
    cursors_close(t);
    spoil(t);
    t->active = false;
    int rc = mdb_txn_commit(t->mdb);
    env_tables_made(t->env, !rc);
    t->mdb = NULL;
    if (!rc)
        return ERR_OK;
    return fault_say(&t->why, commit_code(t, rc), COMMIT, fault_words(rc));
}

void txn_end(struct txn *t) {
    if (t->late)
        late_clear(t->late);
    if (t->mdb) {
        cursors_close(t);
        mdb_txn_abort(t->mdb);
        if (!t->read_only)
            env_tables_made(t->env, false);
        t->mdb = NULL;
    }
    t->active = false;
    t->err = ERR_OK;
    spoil(t);
}

void txn_fini(struct txn *t) {
    txn_end(t);
    copies_fini(t);
}

int txn_rows(struct txn *t, enum table table, uint64_t *ret_count) {
    MDB_stat stat;
    *ret_count = 0;
    if (!t->env->dbis[table])
        return ERR_OK;
    int rc = mdb_stat(t->mdb, t->env->dbis[table], &stat);
    *ret_count = rc ? 0 : stat.ms_entries;
    for (const struct late_row *row = t->late ? t->late->last[table] : NULL; row && !rc;
         row = row->next_of_table) {
        MDB_val k = to_val(row->key), v;
        *ret_count += mdb_get(t->mdb, t->env->dbis[table], &k, &v) == MDB_NOTFOUND;
    }
    return fault_lmdb(rc, t->env->fd);
}
