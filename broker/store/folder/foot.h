// foot.h - how the files of a store know each other: the foot of a redo log names the store it
// belongs to, and the note in the lock file says how far turns were acknowledged.
//
// The foot is the log's last block, written when the log is made and again at each start, with a
// new number. MetaRow.log names the log by its number for as long as turns may be in it, so a log
// that is missing, cut short, another store's or of an earlier run is told from a log that is not
// needed. No tables name a log while its foot is being written, so a power cut may spoil the foot.
//
//     foot     0 magic 8 | 8 sum 8 | 16 epoch 8 | 24 log 8
//
// The note is written after each turn and never synced: a process that dies leaves it whole, a
// power cut may leave an older note or none. The note is written after the turn's own sync, so it
// never promises a turn that the disk does not hold. It exposes an older copy of the tables or of
// the log.
//
//     note     0 magic 8 | 8 sum 8 | 16 epoch 8 | 24 turn 8
//
// Numbers are big-endian; sum: XXH3 64 of the 16 bytes behind it. Other bytes are no foot and no
// note.
#ifndef HALLQ_STORE_FOOT_H
#define HALLQ_STORE_FOOT_H

#include <stdbool.h>
#include <stdint.h>

struct foot {
    uint64_t epoch; // 0: there is none
    uint64_t log;   // number of the log
};

struct note {
    uint64_t epoch; // 0: there is none
    uint64_t turn;
};

// foot_make: a foot with a random log number, never 0.
struct foot foot_make(uint64_t epoch);

// foot_read: the foot at byte `at`; zeros if there is none. foot_write: does not sync.
struct foot foot_read(int fd, uint64_t at);
int foot_write(int fd, uint64_t at, struct foot foot);

// note_read: the note; zeros if there is none, or lock_fd is -1. note_write: ignores errors, as the
// note is only a hint. note_clear: removes the note, durably.
struct note note_read(int lock_fd);
void note_write(int lock_fd, struct note note);
int note_clear(int lock_fd);

#endif
