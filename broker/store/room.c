#include "broker/store/room.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "broker/store/fault.h"

#define ZEROS_BYTES (64u << 10) // written at once

int room_measure(struct room *r) {
    struct stat st;
    if (fstat(r->env->fd, &st) != 0)
        return fault_errno(errno);
    r->file_bytes = (uint64_t)st.st_size;
    return ERR_OK;
}

static int write_zeros(struct room *r, uint64_t to_bytes) {
    static const char zeros[ZEROS_BYTES];
    while (r->file_bytes < to_bytes) {
        uint64_t left = to_bytes - r->file_bytes;
        ssize_t put = pwrite(r->env->fd, zeros, left < sizeof zeros ? left : sizeof zeros,
                             (off_t)r->file_bytes);
        if (put <= 0)
            return fault_lmdb(put < 0 ? errno : ENOSPC, r->env->fd);
        r->file_bytes += (uint64_t)put;
    }
    return ERR_OK;
}

// Behind the end of the file only: pages there are nobody's, not even of the open transaction.
static int grow_file(struct room *r, uint64_t to_bytes) {
    uint64_t map_bytes = env_map_bytes(r->env);
    int err = room_measure(r);
    return err ? err : write_zeros(r, to_bytes < map_bytes ? to_bytes : map_bytes);
}

// Behind the last page in use, and pages that are free again.
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
    if (r->file_bytes >= used_bytes + commit_bytes + STORE_STEP_BYTES / 2)
        return ERR_OK;
    int err = grow_file(r, used_bytes + commit_bytes + STORE_STEP_BYTES);
    if (err == ERR_DISK_FULL && count_room(r, &room_bytes) == ERR_OK &&
        room_bytes >= commit_bytes + STORE_AHEAD_BYTES)
        return ERR_OK;
    return err;
}
