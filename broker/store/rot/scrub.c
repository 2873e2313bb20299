// A running store is read only through LMDB, so only its rows are checked, not its pages.
#include "broker/store/rot/scrub.h"

#include <string.h>

#include "broker/store/report/fault.h"
#include "broker/store/tables/row.h"
#include "broker/store/tables/txn.h"

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

// Goes to the first row after the last row that was checked.
static int scrub_seek(const struct store_scrub *s, MDB_cursor *c, MDB_val *k, MDB_val *v) {
    *k = (MDB_val){s->key_size, (void *)s->key};
    if (!s->key_size)
        return mdb_cursor_get(c, k, v, MDB_FIRST);
    int rc = mdb_cursor_get(c, k, v, MDB_SET_RANGE);
    bool same = !rc && k->mv_size == s->key_size && !memcmp(k->mv_data, s->key, s->key_size);
    return same ? mdb_cursor_get(c, k, v, MDB_NEXT) : rc;
}

// Checks rows of one table; *row_max is lowered by the number of rows read.
static int scrub_table(struct txn *t, struct store_scrub *s, size_t *row_max) {
    MDB_cursor *c;
    MDB_val k, v;
    if (!t->env->dbis[s->table]) {
        scrub_next_table(s); // a table that is not made yet
        return ERR_OK;
    }
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
