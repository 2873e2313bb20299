// record.h - the log that record.so writes and a power-cut proof replays: what a program asked of
// the files below one folder, in order.
//
// Each entry is a struct record, then `name_size` and `other_size` bytes of names relative to the
// folder, then, for RECORD_WRITE, `size` bytes of data.
#ifndef HALLQ_TESTS_RECORD_H
#define HALLQ_TESTS_RECORD_H

#include <stdint.h>

enum record_op {
    RECORD_SEEN,   // a file that was there before: file, name
    RECORD_MAKE,   // a new file or folder: file (0 a folder), name
    RECORD_WRITE,  // file, at, size, synced, data
    RECORD_CUT,    // new length: file, size
    RECORD_GROW,   // lengthened by blocks reserved, which read as zeros: file, at, size
    RECORD_SYNC,   // of a file: file
    RECORD_SETTLE, // of a folder: name ("" the top)
    RECORD_MOVE,   // file, name, other: new name
    RECORD_LINK,   // file, other: second name
    RECORD_REMOVE, // name
    RECORD_MARK,   // the program says: everything up to `at` is promised
};

struct record {
    uint32_t op;
    uint32_t file; // numbered from 1 in order of appearance
    uint64_t at;
    uint64_t size;
    uint16_t name_size;
    uint16_t other_size;
    uint32_t synced; // the write is durable when it returns
};

// record_mark: in a program run under record.so, writes a RECORD_MARK. Look for it by dlsym: NULL
// otherwise.
void record_mark(uint64_t at);

#endif
