// held.h - what a redo log holds beyond a checkpoint of the tables: looked at, and done again.
//
// The log ends at the first record that is not the next one. If a later one follows nevertheless,
// what is between is rotten, and the log is refused: only the newest record may be cut short by a
// power cut, since the one before was synced first.
#ifndef HALLQ_STORE_HELD_H
#define HALLQ_STORE_HELD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/table.h"
#include "broker/store/folder/foot.h"
#include "broker/store/report/report.h"

// What a log holds beyond a checkpoint.
struct redo_held {
    bool there;
    bool kept; // it has a second name: what a restore has set aside
    struct foot foot;
    uint64_t count;  // turns
    uint64_t end_at; // where the next record goes
    uint64_t turn;   // of the last one
    int64_t at_ms;
    uint64_t later_turn; // one that follows a hole, 0: none
    bool later_lap;      // it comes after a later checkpoint
};

// held_nothing: of a log that is not there.
struct redo_held held_nothing(const struct store_report *tables);

// held_look: what the log at `path` holds beyond the checkpoint; changes nothing. No log holds
// nothing. ERR_CORRUPT: a turn in its midst cannot be read; then ret_held has those before it.
int held_look(const char *path, const struct store_report *tables, struct redo_held *ret_held,
              struct store_why *ret_why);

// held_walk: the same of an open log, into what held_nothing gave. ret_bytes: its room for records.
int held_walk(int fd, const struct store_report *tables, struct redo_held *ret_held,
              uint64_t *ret_bytes, struct store_why *ret_why);

// held_bring: does the turns again in `tables` that held_look has found.
int held_bring(const char *path, const struct store_report *report, const struct redo_held *held,
               struct tables *tables, struct store_why *ret_why);

// Turns that were found in an open log.
struct held_turns {
    int fd;
    uint64_t file_bytes; // for records
    uint64_t epoch;
    uint64_t checkpoint;
    uint64_t count;
};

// held_replay: does them again. ERR_CORRUPT if they are not there any more.
int held_replay(const struct held_turns *turns, struct tables *tables, struct store_why *ret_why);

#endif
