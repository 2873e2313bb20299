// table.h - the one door through which the rules of the hall reach state. The store implements it
// over LMDB; a test may implement it over memory. Keys are at most TABLE_KEY_MAX bytes, compare as
// unsigned bytes, and are built by keys.h.
#ifndef HALLQ_TABLE_H
#define HALLQ_TABLE_H

#include <stddef.h>
#include <stdint.h>

#define TABLE_KEY_MAX 64

// Columns: name; name as text. The comment says the table's rows (record.proto) and their key.
#define TABLES(X)                                                                                  \
    X(META, "meta")         /* MetaRow: one row */                                                 \
    X(DEVICE, "device")     /* DeviceRow: device */                                                \
    X(DEVICE_KEY, "devkey") /* device number: public key */                                        \
    X(HALL, "hall")         /* HallRow: hall */                                                    \
    X(SETTINGS, "settings") /* SettingsRow: hall; behind it rows of key_of_alerts */               \
    X(LINE, "line")         /* LineRow: hall, kind, id */                                          \
    X(COUNTER, "counter")   /* CounterRow: hall, counter */                                        \
    X(STAFF, "staff")       /* StaffRow: hall, staff */                                            \
    X(SIGN_ON, "signon")    /* SignOnRow: hall, device */                                          \
    X(TICKET, "ticket")     /* TicketRow: hall, ticket */                                          \
    X(NUMBER, "number")     /* ticket ids: hall, letter, number index */                           \
    X(QUEUE, "queue")       /* empty: hall, kind, id, rank, ticket; on hold: until for rank */     \
    X(DUE, "due")           /* DueRow: time, hall, kind, subject */                                \
    X(REQUEST, "request")   /* RequestRow: hall, device, session, number */                        \
    X(CALL, "call")         /* CallRow: hall, call number modulo 16 */                             \
    X(SEALED, "sealed")     /* SealedRow: hall, day, sealed id */                                  \
    X(JOURNAL, "journal")   /* JournalRecord: hall, last sequence number */                        \
    X(MEASURE, "measure")   /* MeasureRow: hall, measure number modulo 64 */                       \
    X(FORECAST, "forecast") /* ForecastRow: hall */                                                \
    X(STREAM, "stream")     /* StreamRow: hall, service, class */                                  \
    X(SERVED, "served")     /* ServedRow: hall, service */                                         \
    X(SCORE, "score")       /* ScoreRow: hall, day, service, hour */                               \
    X(FIGURES, "figures")   /* FiguresRow: hall, day, kind, number */                              \
    X(CASE, "case")         /* by key_of_cases: hall, part, number */

enum table {
#define TABLE_ENUM(name, text) TABLE_##name,
    TABLES(TABLE_ENUM)
#undef TABLE_ENUM
        TABLE_COUNT
};

// A folder of an earlier version has the tables before this one. Until the store's first turn makes
// the others, they read as empty.
#define TABLE_FIRST_LATER TABLE_MEASURE

// Bytes that are borrowed.
struct bytes {
    const void *data;
    size_t size;
};

// The key of MetaRow, the only row whose meaning the store knows: one zero byte.
#define TABLE_META_KEY ((struct bytes){"", 1})

// Takes one row of a scan. Returns 0 to go on, any other value to stop. The callback may read the
// tables and must not write them.
typedef int (*table_row_cb)(void *arg, struct bytes key, struct bytes value);

// Rows that could not be read and were passed over, counted each time: how many of each table, and
// the hall of the last such row (0: the row is of no hall).
struct rows_unread {
    uint64_t counts[TABLE_COUNT];
    uint32_t halls[TABLE_COUNT];
};

// The state tables within one transaction. All return ERR_OK or an error of the store
// (ERR_MAP_FULL, ERR_DISK_FULL, ERR_IO, ERR_CORRUPT), after which the transaction must be aborted.
//
// A value read dies at the next put or delete: keep a copy of what you need. A debug build poisons
// the value.
struct tables {
    // get: ERR_NOT_FOUND if the table has no row of this key.
    int (*get)(struct tables *self, enum table table, struct bytes key, struct bytes *ret_value);
    int (*put)(struct tables *self, enum table table, struct bytes key, struct bytes value);
    // del: ERR_NOT_FOUND if the table has no row of this key.
    int (*del)(struct tables *self, enum table table, struct bytes key);
    // scan: rows whose key begins with the first prefix_size bytes of `from`, upwards from the
    // first key >= from, or, with `down`, downwards from the last key <= from. Ends with ERR_OK
    // when no row is left or the callback stops.
    int (*scan)(struct tables *self, enum table table, struct bytes from, size_t prefix_size,
                int down, table_row_cb row_cb, void *arg);
    // pass: takes back that a scan or a get came to a rotten row, and gives the row's key, at most
    // TABLE_KEY_MAX bytes: the transaction goes on as if the row had not been read. ERR_NOT_FOUND
    // if no row had failed. The pointer is NULL in tables that cannot rot.
    int (*pass)(struct tables *self, unsigned char ret_key[TABLE_KEY_MAX], size_t *ret_size);
    struct rows_unread unread; // of all transactions so far, so that the operator can be told
};

#endif
