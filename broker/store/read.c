#include "broker/store/read.h"

#include <stdlib.h>

#include "broker/store/inside.h"
#include "broker/store/report/fault.h"

struct store_read {
    struct txn txn; // must be first: the view's tables
    struct store *store;
};

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
