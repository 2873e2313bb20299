// held.h - finds the turns that a redo log holds beyond a checkpoint of the tables, and does them
// again.
//
// The log ends at the first place without the next record. If a later record follows nevertheless,
// the bytes between are rotten, and the log is refused: a power cut can cut only the newest record
// short, since the record before was synced first.
#ifndef HALLQ_STORE_HELD_H
#define HALLQ_STORE_HELD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/table.h"
#include "broker/store/folder/foot.h"
#include "broker/store/report/report.h"

// The content of a log beyond a checkpoint.
struct redo_held {
    bool there;
    bool kept; // the file has a second name: a restore has set it aside
    struct foot foot;
    uint64_t count;  // turns
    uint64_t end_at; // where the next record goes
    uint64_t turn;   // number of the last turn
    int64_t at_ms;
    uint64_t later_turn; // a turn that follows a hole, 0: none
    bool later_lap;      // later_turn comes after a later checkpoint
};

// held_nothing: the content of a log that does not exist.
struct redo_held held_nothing(const struct store_report *tables);

// held_look: looks for the turns that the log at `path` holds beyond the checkpoint; changes
// nothing. A missing log holds no turns. ERR_CORRUPT: a turn in the midst of the log cannot be
// read; then ret_held counts the turns before it.
int held_look(const char *path, const struct store_report *tables, struct redo_held *ret_held,
              struct store_why *ret_why);

// held_walk: as held_look for an open log; ret_held must come from held_nothing. ret_bytes: the
// log's room for records.
int held_walk(int fd, const struct store_report *tables, struct redo_held *ret_held,
              uint64_t *ret_bytes, struct store_why *ret_why);

// held_bring: does the turns that held_look has found again in `tables`.
int held_bring(const char *path, const struct store_report *report, const struct redo_held *held,
               struct tables *tables, struct store_why *ret_why);

// Turns that were found in an open log.
struct held_turns {
    int fd;
    uint64_t file_bytes; // room for records
    uint64_t epoch;
    uint64_t checkpoint;
    uint64_t count;
};

// held_replay: does the turns again in `tables`. ERR_CORRUPT if the log does not hold them any
// more.
int held_replay(const struct held_turns *turns, struct tables *tables, struct store_why *ret_why);

#endif
