// report.h - what is known of a store: what it says of itself, and what a look through it found.
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
    STORE_KEYS_UNSAID = 0, // made by a version that did not say
    STORE_KEYED = 1,
    STORE_OPEN = 2, // for trials on one machine
};

// What the store knows of itself (MetaRow).
struct store_meta {
    uint32_t format;
    uint64_t epoch;
    uint64_t turn;
    int64_t at_ms;
    int64_t wall_at_ms, covered_at_ms; // see MetaRow
    bool clock_catches_up;
    bool clock_alarm; // others write it
    uint64_t log;     // number of the redo log that turns may be in; 0: none, all are in the tables
    enum store_keys keys;
    bool is_backup; // marked as one, and not restored yet
    struct server_keys server_keys;
};

// What is missing of a store whose parts are each sound.
enum store_lack {
    STORE_WHOLE,
    STORE_LACK_LOG, // it was not closed, and has no redo log
    STORE_LACK_PART, // it was not closed, and its redo log is cut short, another's or of an earlier run
    STORE_LACK_TURNS, // turns were acknowledged beyond what is here: an older copy of a file
    STORE_LACK_STATE, // the redo log, or the last turn noted, is another store's
    STORE_LACK_BACKUP, // the tables are a backup that was not restored: later turns may be given again
    STORE_LACK_MIDST, // a turn in the midst of the redo log cannot be read, later ones can
};

// What a look through a store found.
struct store_report {
    uint64_t rows[TABLE_COUNT];
    uint64_t row_count;
    uint64_t bad_row_count;
    uint64_t page_count;
    struct store_meta meta; // what was looked at, with the log; zero if it could not be read
    uint64_t checkpoint;    // number of the tables' last commit
    uint64_t redo_turns;    // in the redo log, sound, and not in the rows yet
    enum store_lack lack;   // what is missing, with ERR_CORRUPT
    uint64_t noted_turn;    // the last one known to have been acknowledged, 0: not known
    struct store_why first; // first thing wrong: the table, and the key in hex
};

#endif
