// txn.h - an LMDB transaction as a struct tables: the turns' transaction, or a worker's for
// reading.
//
// Turns share a transaction: each begins by txn_begin or txn_resume and ends by txn_pause, until
// txn_commit commits all of them or txn_end undoes all. The tables answer only within a turn.
//
// An error that may leave the transaction half done sticks: every later call returns it again,
// until txn_end. With HALLQ_POISON, keys and values handed out are copies; the next put, delete or
// end overwrites the copies, and the next such call frees them.
#ifndef HALLQ_STORE_TXN_H
#define HALLQ_STORE_TXN_H

#include "broker/store/redo/redo.h"
#include "broker/store/tables/dirty.h"
#include "broker/store/tables/env.h"
#include "broker/store/tables/late.h"

struct txn_copy;

struct txn {
    struct tables tables;                    // must be first
    unsigned char rotten_key[TABLE_KEY_MAX]; // key of the row that made a scan fail
    size_t rotten_key_size;
    struct env *env;
    MDB_txn *mdb; // NULL: no transaction is open
    bool active;  // a turn is open
    bool read_only;
    MDB_cursor *cursors[TABLE_COUNT]; // idle cursors, kept for the next scan of a table
    int err;                          // the error that sticks
    struct store_why why;             // words about err
    unsigned write_count;             // writes of the turn
    struct redo *redo;                // takes puts and deletes; NULL: no log does
    struct dirty *dirty;              // counts changed pages; NULL: no count
    struct late *late;                // takes rows that come again each turn; NULL: none wait
    struct txn_copy *copies;          // copies alive, with HALLQ_POISON
    struct txn_copy *dead_copies;     // copies overwritten, not freed yet

    // For read transactions only: `*clock` counts commits; past `end_clock` the transaction answers
    // ERR_TIMEOUT.
    const _Atomic uint64_t *clock;
    uint64_t end_clock;
};

// txn_init: a closed transaction.
void txn_init(struct txn *t, struct env *e);

// txn_begin: opens a transaction. ERR_IO, ERR_BUSY (too many readers), ERR_NO_MEMORY.
int txn_begin(struct txn *t, bool read_only);

// txn_pause: ends the turn; the transaction stays open. txn_resume: begins the next turn in the
// transaction.
void txn_pause(struct txn *t);
void txn_resume(struct txn *t);

// txn_settle: puts the rows that wait (late.h). Returns ERR_OK or an error that sticks.
int txn_settle(struct txn *t);

// txn_commit: commits all turns; ends the transaction also after an error.
int txn_commit(struct txn *t);

// txn_end: undoes an open transaction, or ends its reading; values read from it die.
void txn_end(struct txn *t);

// txn_fini: ends the transaction and frees the struct's memory.
void txn_fini(struct txn *t);

// txn_rows: number of rows of a table; cheap.
int txn_rows(struct txn *t, enum table table, uint64_t *ret_count);

#endif
