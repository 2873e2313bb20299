// txn.h - one LMDB transaction as a struct tables: that of the turns, or a worker's for reading.
//
// Turns share a transaction: each begins by txn_begin or txn_resume and ends by txn_pause, until
// txn_commit commits them all or txn_end undoes them all. Only within a turn do the tables answer.
//
// An error that may leave the transaction half done sticks: every later call returns it again,
// until txn_end. With HALLQ_POISON, keys and values handed out are copies; the next put, delete or
// end overwrites them, and frees them one round later.
#ifndef HALLQ_STORE_TXN_H
#define HALLQ_STORE_TXN_H

#include "broker/store/redo/redo.h"
#include "broker/store/tables/dirty.h"
#include "broker/store/tables/env.h"

struct txn_copy;

struct txn {
    struct tables tables;                    // first
    unsigned char rotten_key[TABLE_KEY_MAX]; // what made a scan fail, if it was a row
    size_t rotten_key_size;
    struct env *env;
    MDB_txn *mdb; // NULL: none open
    bool active;  // a turn is at hand
    bool read_only;
    MDB_cursor *cursors[TABLE_COUNT]; // idle ones, kept for the next scan of the table
    int err;                          // sticks
    struct store_why why;             // of err
    unsigned write_count;             // of the turn
    struct redo *redo;                // takes what is put and deleted; NULL: nothing does
    struct dirty *dirty;              // counts pages; NULL: nothing does
    struct txn_copy *copies;          // alive, with HALLQ_POISON
    struct txn_copy *dead_copies;     // overwritten

    // Reads only: `*clock` counts commits; past `end_clock` the transaction answers ERR_TIMEOUT.
    const _Atomic uint64_t *clock;
    uint64_t end_clock;
};

// txn_init: a closed transaction.
void txn_init(struct txn *t, struct env *e);

// txn_begin: ERR_IO, ERR_BUSY (readers), ERR_NO_MEMORY.
int txn_begin(struct txn *t, bool read_only);

// txn_pause: ends the turn; the transaction stays open. txn_resume: the next turn in it.
void txn_pause(struct txn *t);
void txn_resume(struct txn *t);

// txn_commit: ends the transaction whatever it returns.
int txn_commit(struct txn *t);

// txn_end: undoes or lets go; fine when none is open. What was read dies.
void txn_end(struct txn *t);

// txn_fini: ends it and frees what it kept.
void txn_fini(struct txn *t);

// txn_rows: rows of a table; cheap.
int txn_rows(struct txn *t, enum table table, uint64_t *ret_count);

#endif
