// room.h - room in the data file, reserved ahead of need, so that a full disk or a quota is met
// before LMDB writes, not in the middle of it.
#ifndef HALLQ_STORE_ROOM_H
#define HALLQ_STORE_ROOM_H

#include "broker/store/tables/env.h"

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
