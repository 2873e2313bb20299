// env.h - an open LMDB file with the hall's tables.
#ifndef HALLQ_STORE_ENV_H
#define HALLQ_STORE_ENV_H

#include <lmdb.h>
#include <stdbool.h>

#include "base/table.h"
#include "broker/store/report/why.h"

#define ENV_MAP_MIN_BYTES (1u << 20)

struct env {
    MDB_env *mdb;
    MDB_dbi dbis[TABLE_COUNT]; // 0: a folder of an earlier version, without this table yet
    bool made[TABLE_COUNT];    // the table was made by the open transaction
    int fd;                    // LMDB's own descriptor of the data file; -1 when closed
};

// env_open: opens the file with LMDB's flags (MDB_NOSUBDIR and MDB_NOTLS are added) and its tables;
// with `create`, makes the file and the tables. The map is at least map_bytes and leaves a quarter
// free. ERR_FORMAT if a table is missing that every version had.
int env_open(struct env *e, const char *file, uint64_t map_bytes, unsigned flags, bool create,
             struct store_why *ret_why);

// env_make_tables: makes the tables that the file lacks, in a transaction that writes: a commit of
// their own would part the file from its redo log. env_tables_made: tells how that transaction ended;
// if it was undone, so are its tables. Returns an error of LMDB.
int env_make_tables(struct env *e, MDB_txn *txn);
void env_tables_made(struct env *e, bool committed);

// env_close: closes the file. Safe after an env_open that failed, and when repeated.
void env_close(struct env *e);

// env_used_bytes: bytes up to the highest page that was ever used. env_map_bytes: size of the map.
uint64_t env_used_bytes(const struct env *e);
uint64_t env_map_bytes(const struct env *e);
uint32_t env_page_bytes(const struct env *e);

// env_grow: doubles the map, while nobody reads or writes. ERR_MAP_FULL: the machine gives no room for it, and the map
// is as it was; ERR_IO: there is no map any more, and nothing may be read or written again.
int env_grow(struct env *e);

// env_commits: number of the last commit; grows by one with each commit that wrote.
uint64_t env_commits(const struct env *e);

// env_free_pages: number of free pages below the highest page, as of the last commit; walks LMDB's
// list of them.
int env_free_pages(const struct env *e, uint64_t *ret_count);

#endif
