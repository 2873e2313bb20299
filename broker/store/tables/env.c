#include "broker/store/tables/env.h"

#include <string.h>
#include <sys/mman.h>

#include "broker/store/report/fault.h"

static void env_info(const struct env *e, MDB_envinfo *ret) {
    mdb_env_info(e->mdb, ret); // fails on NULL only
}

uint32_t env_page_bytes(const struct env *e) {
    MDB_stat stat;
    mdb_env_stat(e->mdb, &stat);
    return stat.ms_psize;
}

uint64_t env_used_bytes(const struct env *e) {
    MDB_envinfo info;
    env_info(e, &info);
    return (info.me_last_pgno + 1) * (uint64_t)env_page_bytes(e);
}

uint64_t env_commits(const struct env *e) {
    MDB_envinfo info;
    env_info(e, &info);
    return info.me_last_txnid;
}

uint64_t env_map_bytes(const struct env *e) {
    MDB_envinfo info;
    env_info(e, &info);
    return info.me_mapsize;
}

// LMDB gives its map back before it asks for the larger one; refused that, it has none, and the next page it is asked
// for is a crash. So the room is asked for before.
static bool is_room_for(uint64_t bytes) {
    void *room = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return room != MAP_FAILED && !munmap(room, bytes);
}

int env_grow(struct env *e) {
    uint64_t bytes = env_map_bytes(e) * 2;
    if (!is_room_for(bytes))
        return ERR_MAP_FULL;
    return mdb_env_set_mapsize(e->mdb, bytes) ? ERR_IO : ERR_OK;
}

// A file that grew in an earlier run may fill the map's first size already.
static int env_leave_room(struct env *e) {
    uint64_t map_bytes = env_map_bytes(e), used_bytes = env_used_bytes(e);
    while (used_bytes > map_bytes / 4 * 3)
        map_bytes *= 2;
    return map_bytes == env_map_bytes(e) ? 0 : mdb_env_set_mapsize(e->mdb, map_bytes);
}

static int env_open_tables(struct env *e, bool read_only, bool create) {
    MDB_txn *txn;
    int rc = mdb_txn_begin(e->mdb, NULL, read_only ? MDB_RDONLY : 0, &txn);
    if (rc)
        return rc;
    for (int i = 0; i < TABLE_COUNT && !rc; i++) {
        rc = mdb_dbi_open(txn, table_name((enum table)i), create ? MDB_CREATE : 0, &e->dbis[i]);
        if (rc == MDB_NOTFOUND && i >= TABLE_FIRST_LATER)
            rc = e->dbis[i] = 0;
    }
    if (rc) {
        mdb_txn_abort(txn);
        return rc == MDB_NOTFOUND ? MDB_VERSION_MISMATCH : rc;
    }
    return mdb_txn_commit(txn); // the commit writes nothing, but keeps the handles
}

int env_make_tables(struct env *e, MDB_txn *txn) {
    int rc = 0;
    for (int i = TABLE_FIRST_LATER; i < TABLE_COUNT && !rc; i++) {
        if (e->dbis[i])
            continue;
        rc = mdb_dbi_open(txn, table_name((enum table)i), MDB_CREATE, &e->dbis[i]);
        e->made[i] = !rc;
    }
    return rc;
}

// LMDB closes the handles that an undone transaction opened.
void env_tables_made(struct env *e, bool committed) {
    for (int i = TABLE_FIRST_LATER; i < TABLE_COUNT; i++) {
        if (e->made[i] && !committed)
            e->dbis[i] = 0;
        e->made[i] = false;
    }
}

int env_open(struct env *e, const char *file, uint64_t map_bytes, unsigned flags, bool create,
             struct store_why *ret_why) {
    *e = (struct env){.fd = -1};
    int rc = mdb_env_create(&e->mdb);
    if (rc)
        return fault_say(ret_why, fault_lmdb(rc, -1), ABOUT, SAME(file), fault_words(rc));
    rc = mdb_env_set_maxdbs(e->mdb, TABLE_COUNT);
    if (!rc)
        rc = mdb_env_set_mapsize(e->mdb,
                                 map_bytes < ENV_MAP_MIN_BYTES ? ENV_MAP_MIN_BYTES : map_bytes);
    if (!rc)
        rc = mdb_env_open(e->mdb, file, flags | MDB_NOSUBDIR | MDB_NOTLS, 0600);
    if (rc)
        goto failed;
    mdb_env_get_fd(e->mdb, &e->fd);
    rc = env_leave_room(e);
    if (!rc)
        rc = env_open_tables(e, flags & MDB_RDONLY, create);
    if (!rc)
        return ERR_OK;
failed:;
    int err = fault_lmdb(rc, e->fd);
    env_close(e);
    return fault_say(ret_why, err, ABOUT, SAME(file), fault_words(rc));
}

void env_close(struct env *e) {
    if (e->mdb)
        mdb_env_close(e->mdb);
    e->mdb = NULL;
    e->fd = -1;
}

// LMDB keeps the list in its table 0: transaction -> count of pages, their numbers. Only a
// transaction for reading may look at it.
static int count_free_pages(MDB_txn *txn, uint64_t *ret_count) {
    MDB_cursor *c;
    MDB_val k, v;
    uint64_t page_count;
    int rc = mdb_cursor_open(txn, 0, &c);
    if (rc)
        return rc;
    while ((rc = mdb_cursor_get(c, &k, &v, MDB_NEXT)) == 0 && v.mv_size >= sizeof page_count) {
        memcpy(&page_count, v.mv_data, sizeof page_count);
        *ret_count += page_count;
    }
    mdb_cursor_close(c);
    return rc == MDB_NOTFOUND ? 0 : rc;
}

int env_free_pages(const struct env *e, uint64_t *ret_count) {
    MDB_txn *txn;
    *ret_count = 0;
    int rc = mdb_txn_begin(e->mdb, NULL, MDB_RDONLY, &txn);
    if (rc)
        return fault_lmdb(rc, e->fd);
    rc = count_free_pages(txn, ret_count);
    mdb_txn_abort(txn);
    return fault_lmdb(rc, e->fd);
}
