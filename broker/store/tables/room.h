// room.h - room in the data file, reserved ahead of need, so that a full disk or a quota is met
// before LMDB writes, not in the middle of it.
#ifndef HALLQ_STORE_ROOM_H
#define HALLQ_STORE_ROOM_H

#include "broker/store/tables/env.h"

// The file's blocks are reserved this far ahead of need: a full disk is met before a commit, and
// most checkpoints need not ask.
#define ROOM_STEP_BYTES (1u << 20)
// With less room than this beyond what a checkpoint writes, and none to be had, it is refused.
#define ROOM_AHEAD_BYTES (256u << 10)

struct room {
    struct env *env;
    uint64_t file_bytes;
};

// room_measure: the file's size as it is.
int room_measure(struct room *r);

// room_make: room for a commit of about so many bytes. ERR_DISK_FULL: there is none, neither behind
// the file nor in its free pages; the file may have grown nevertheless. May block.
int room_make(struct room *r, uint64_t commit_bytes);

#endif
