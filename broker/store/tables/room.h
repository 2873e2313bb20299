// room.h - reserves room in the data file ahead of need, so that a full disk or a quota is met
// before LMDB writes, not in the middle of a write.
#ifndef HALLQ_STORE_ROOM_H
#define HALLQ_STORE_ROOM_H

#include "broker/store/tables/env.h"

// The file's blocks are reserved this far ahead of need, so that most checkpoints need not reserve.
#define ROOM_STEP_BYTES (1u << 20)
// A checkpoint is refused if less room than this is left beyond its pages and no more can be had.
#define ROOM_AHEAD_BYTES (256u << 10)

struct room {
    struct env *env;
    uint64_t file_bytes;
};

// room_measure: reads the file's size.
int room_measure(struct room *r);

// room_make: makes room for a commit of about commit_bytes. ERR_DISK_FULL: there is no room behind
// the file, nor in its free pages; the file may have grown nevertheless. May block.
int room_make(struct room *r, uint64_t commit_bytes);

#endif
