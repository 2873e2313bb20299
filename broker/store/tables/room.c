// Blocks are reserved, not written: when the file grew by written zeros, a checkpoint of 10 MB
// wrote 20 MB and took 20 ms instead of 12. Reserved blocks read as zeros and become ordinary
// blocks as LMDB's first write to them reaches the disk.
//
// - ext4 and XFS keep metadata back for that, so reserved blocks can be written. Where a sync
//   finds no room after all (metadata of btrfs), the commit fails with ERR_DISK_FULL as any other.
// - Where a file system cannot reserve, glibc writes a byte into each block instead: the same room,
//   more slowly.
// - tmpfs reserves all that was asked for or nothing, ext4 as much as there is. Either way a disk
//   with less room than is asked for gives all its room.
#include "broker/store/tables/room.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "broker/store/report/fault.h"

#define PART_BYTES (64u << 10) // reserved at a time where there is not room for all

int room_measure(struct room *r) {
    struct stat st;
    if (fstat(r->env->fd, &st) != 0)
        return err_of_errno(errno);
    r->file_bytes = (uint64_t)st.st_size;
    return ERR_OK;
}

static int reserve(struct room *r, uint64_t bytes) {
    int errnum;
    do
        errnum = posix_fallocate(r->env->fd, (off_t)r->file_bytes, (off_t)bytes);
    while (errnum == EINTR); // tmpfs gives up for any signal
    if (!errnum) {
        r->file_bytes += bytes;
        return ERR_OK;
    }
    int err = room_measure(r); // the file may have grown by a part
    return err ? err : err_of_errno(errnum);
}

// Reserves all bytes at once, or in parts as many as there are.
static int reserve_upto(struct room *r, uint64_t to_bytes) {
    uint64_t part = UINT64_MAX;
    while (r->file_bytes < to_bytes) {
        uint64_t left = to_bytes - r->file_bytes, bytes = left < part ? left : part;
        int err = reserve(r, bytes);
        if (err && (err != ERR_DISK_FULL || bytes <= PART_BYTES))
            return err;
        if (err)
            part = PART_BYTES;
    }
    return ERR_OK;
}

// Grows the file behind its end only: no transaction uses pages there, not even the open one.
static int grow_file(struct room *r, uint64_t to_bytes) {
    uint64_t map_bytes = env_map_bytes(r->env);
    int err = room_measure(r);
    return err ? err : reserve_upto(r, to_bytes < map_bytes ? to_bytes : map_bytes);
}

// Counts the bytes behind the last page in use, and those of pages that are free again.
static int count_room(struct room *r, uint64_t *ret_bytes) {
    uint64_t used_bytes = env_used_bytes(r->env), free_pages = 0;
    int err = env_free_pages(r->env, &free_pages);
    *ret_bytes = free_pages * env_page_bytes(r->env);
    if (r->file_bytes > used_bytes)
        *ret_bytes += r->file_bytes - used_bytes;
    return err;
}

int room_make(struct room *r, uint64_t commit_bytes) {
    uint64_t used_bytes = env_used_bytes(r->env), room_bytes;
    if (r->file_bytes >= used_bytes + commit_bytes + ROOM_STEP_BYTES / 2)
        return ERR_OK;
    int err = grow_file(r, used_bytes + commit_bytes + ROOM_STEP_BYTES);
    if (err == ERR_DISK_FULL && count_room(r, &room_bytes) == ERR_OK &&
        room_bytes >= commit_bytes + ROOM_AHEAD_BYTES)
        return ERR_OK;
    return err;
}
