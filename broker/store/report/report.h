// report.h - the facts known of a store: its MetaRow, and the findings of a look through it.
#ifndef HALLQ_STORE_REPORT_H
#define HALLQ_STORE_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/server_keys.h"
#include "base/table.h"
#include "broker/store/report/why.h"

#define STORE_FORMAT 1 // format version this build reads and writes (MetaRow.format)

// Whether a hall was set up with keys (MetaRow.keys).
enum store_keys {
    STORE_KEYS_UNSAID = 0, // the store was made by a version that did not say
    STORE_KEYED = 1,
    STORE_OPEN = 2, // for trials on one machine
};

// The facts that a store keeps of itself (MetaRow).
struct store_meta {
    uint32_t format;
    uint64_t epoch;
    uint64_t turn;
    int64_t at_ms;
    int64_t wall_at_ms, covered_at_ms; // see MetaRow
    bool clock_catches_up;
    bool clock_alarm; // written by others than the store
    uint64_t log;     // number of the redo log that turns may be in; 0: all turns are in the tables
    enum store_keys keys;
    bool is_backup; // the tables are marked as a backup, and not restored yet
    struct server_keys server_keys;
};

// The part that is missing from a store whose files are each sound.
enum store_lack {
    STORE_WHOLE,
    STORE_LACK_LOG,    // the store was not closed, and has no redo log
    STORE_LACK_PART,   // not closed; its redo log is cut short, another store's or an older run's
    STORE_LACK_TURNS,  // later turns were acknowledged than are here: a file is an older copy
    STORE_LACK_STATE,  // the redo log, or the last turn noted, is another store's
    STORE_LACK_BACKUP, // the tables are a backup that was not restored: turn numbers may repeat
    STORE_LACK_MIDST,  // a turn in the midst of the redo log cannot be read, later turns can
};

// The findings of a look through a store.
struct store_report {
    uint64_t rows[TABLE_COUNT];
    uint64_t row_count;
    uint64_t bad_row_count;
    uint64_t page_count;
    struct store_meta meta; // MetaRow, with the log's turns; zeros if it could not be read
    uint64_t checkpoint;    // number of the tables' last commit
    uint64_t redo_turns;    // sound turns in the redo log that are not in the rows yet
    enum store_lack lack;   // the missing part, with ERR_CORRUPT
    uint64_t noted_turn;    // the last turn known to have been acknowledged, 0: not known
    struct store_why first; // the first fault: the table, and the key in hex
};

#endif
