// powercut.h - every state a disk may be in after a power cut, from a log of what a program asked
// of it (shim/record.h).
//
// The disk's model: a write is durable once its file was synced, or at once if it was opened so; a
// name given or taken, once its folder was synced; before that each may or may not have reached the
// disk, in any order, and a write in pieces of `tear_bytes`. Blocks reserved behind the end of a
// file read as zeros; before its sync, all, some or none of them are there. Names change as a whole.
#ifndef HALLQ_TESTS_POWERCUT_H
#define HALLQ_TESTS_POWERCUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POWERCUT_ALL_UPTO 4 // with so few things pending, every combination is tried

struct powercut_options {
    const char *log;
    const char *before;  // folder as it was when the log began; NULL: empty
    const char *scratch; // folder each state is built in, emptied every time
    uint64_t seed;
    unsigned samples;    // combinations drawn where there are too many to try all, and torn ones
    unsigned tear_bytes; // 0: writes are not torn
    bool ignore_syncs;   // to see the check fail: a disk that forgets all but the order
};

struct powercut_result {
    uint64_t entries;
    uint64_t syncs;
    uint64_t growths; // by blocks reserved
    uint64_t states;
    uint64_t bad;
    size_t pending_max;
};

// Looks at one state; `mark` is the last one the program had set. Returns whether the state is
// good.
typedef bool (*powercut_cb)(void *arg, const char *folder, uint64_t mark);

// powercut_replay: calls back for the states at every point of the log. False if the log or a
// folder cannot be read or written.
bool powercut_replay(const struct powercut_options *options, powercut_cb cb, void *arg,
                     struct powercut_result *ret);

#endif
