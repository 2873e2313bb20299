// Makes and writes the redo log's file.
//
// The log holds the puts and deletes themselves, not the journal's records: every write of a row is
// logged, from any code; doing the writes again needs no rules, cannot decide otherwise, and takes
// a fraction of the time. They are longer (about 1 KiB a command; a record of the journal has 250
// bytes), which costs little on a disk: with 64 commands a turn, 13 of 350 microseconds.
//
// One file is enough, though each lap begins where the last lap began: no record is written over
// before the checkpoint that holds its turn is durable.
#include "broker/store/redo/redo.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "broker/store/folder/folder.h"
#include "broker/store/redo/lack.h"
#include "broker/store/redo/ops.h"
#include "broker/store/redo/record.h"
#include "broker/store/report/fault.h"

#define ZEROS_BYTES (64u << 10)
#define RECORD_ROOM_FIRST (64u << 10)
#define SYNC_MEAN_PART 16 // a sync's weight in the mean

// ---------------------------------------------------------------- making

static int write_all(int fd, const void *data, size_t size, uint64_t at) {
    for (size_t done = 0; done < size;) {
        ssize_t put = pwrite(fd, (const char *)data + done, size - done, (off_t)(at + done));
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return put ? err_of_errno(errno) : ERR_DISK_FULL;
        done += (size_t)put;
    }
    return ERR_OK;
}

static int write_empty(const char *path, const char *folder, uint64_t bytes, struct foot foot) {
    static const char zeros[ZEROS_BYTES];
    int fd, err = folder_make_file(folder, path, &fd);
    for (uint64_t done = 0; done < bytes && !err; done += ZEROS_BYTES)
        err = write_all(fd, zeros, bytes - done < ZEROS_BYTES ? bytes - done : ZEROS_BYTES, done);
    if (!err)
        err = write_all(fd, zeros, REDO_BLOCK_BYTES, bytes);
    if (!err)
        err = foot_write(fd, bytes, foot);
    if (fd >= 0)
        close(fd);
    return err;
}

// The bytes of a new log; 0: no log is made.
static uint64_t wanted_bytes(const struct redo_options *o) {
    struct statvfs fs;
    uint64_t bytes = o->bytes ? o->bytes : REDO_BYTES;
    uint64_t free_bytes = statvfs(o->folder, &fs) == 0 ? fs.f_bavail * (uint64_t)fs.f_frsize : 0;
    if (bytes > free_bytes / REDO_SPACE_PART)
        bytes = free_bytes / REDO_SPACE_PART / REDO_BLOCK_BYTES * REDO_BLOCK_BYTES;
    return bytes < REDO_MIN_BYTES ? 0 : bytes;
}

// Makes a log under another name first. A full disk leaves the folder without a new log.
static int make(const struct redo_options *o, const char *path, uint64_t bytes, struct foot foot,
                struct store_why *ret_why) {
    char unfinished[PATH_MAX];
    int err = folder_path(o->folder, FOLDER_REDO_NEW, unfinished);
    if (err)
        return err;
    err = write_empty(unfinished, o->folder, bytes, foot);
    if (!err)
        err = folder_publish(unfinished, path, ret_why);
    if (err)
        unlink(unfinished);
    return err;
}

static int take_file(struct redo *r, const char *path, const struct store_report *tables,
                     struct redo_held *ret_held, struct store_why *ret_why) {
    *ret_held = held_nothing(tables);
    int err = folder_open_file(path, O_RDWR, &r->fd, ret_why);
    if (err)
        return err == ERR_NOT_FOUND ? fault_clear(ret_why) : err;
    err = held_walk(r->fd, tables, ret_held, &r->file_bytes, ret_why);
    bool own = ret_held->foot.epoch == tables->meta.epoch;
    r->log = own ? ret_held->foot.log : 0;
    return err;
}

// Whether a log that holds no turns is used: not if it is far too short, or kept for a store that
// was set aside.
static bool is_fit(const struct redo *r, const struct redo_held *held, uint64_t bytes) {
    return r->fd >= 0 && r->file_bytes > bytes / 2 && r->file_bytes >= REDO_MIN_BYTES &&
           !held->kept;
}

// Puts a new log in the place of a log that holds no turns. While the tables name the old log, the
// new log has the same number, so that a power cut may leave either log.
static int replace(struct redo *r, const struct redo_options *o, const char *path, uint64_t bytes,
                   const struct store_report *tables, struct redo_held *ret_held,
                   struct store_why *ret_why) {
    struct foot foot = foot_make(r->epoch);
    r->numbered = !tables->meta.log;
    if (!r->numbered)
        foot.log = tables->meta.log;
    if (r->fd >= 0)
        close(r->fd);
    r->fd = -1;
    r->log = r->file_bytes = 0;
    int err = make(o, path, bytes, foot, ret_why);
    if (err == ERR_DISK_FULL)
        return fault_clear(ret_why); // the store runs without a log
    return err ? err : take_file(r, path, tables, ret_held, ret_why);
}

int redo_number(struct redo *r, struct store_why *ret_why) {
    struct foot foot = foot_make(r->epoch);
    bool has_foot = r->log != 0;
    assert(!r->count && r->fd >= 0);
    r->log = 0;
    if (!has_foot && r->file_bytes <= REDO_BLOCK_BYTES)
        return ERR_OK;
    uint64_t at = has_foot ? r->file_bytes : r->file_bytes - REDO_BLOCK_BYTES;
    int err = ftruncate(r->fd, (off_t)(at + REDO_BLOCK_BYTES)) == 0 ? foot_write(r->fd, at, foot)
                                                                    : err_of_errno(errno);
    if (err == ERR_DISK_FULL)
        return ERR_OK; // each turn is a checkpoint
    if (!err && !r->unsynced && fsync(r->fd) != 0)
        err = err_of_errno(errno);
    if (err)
        return fault_say(ret_why, ERR_IO, LOG_WRITE, bilingual_err(err));
    r->file_bytes = at;
    r->log = foot.log;
    r->numbered = true;
    return ERR_OK;
}

int redo_open(struct redo *r, const struct redo_options *o, struct store_report *tables,
              struct redo_held *ret_held, struct store_why *ret_why) {
    char path[PATH_MAX];
    uint64_t bytes = wanted_bytes(o);
    r->unsynced = o->unsynced;
    r->epoch = tables->meta.epoch;
    r->checkpoint = tables->checkpoint;
    *ret_held = held_nothing(tables);
    int err = folder_path(o->folder, FOLDER_REDO, path);
    if (!err)
        err = take_file(r, path, tables, ret_held, ret_why);
    err = lack_look(tables, ret_held, err, note_read(o->lock_fd), ret_why);
    if (!err && !ret_held->count && bytes && !is_fit(r, ret_held, bytes))
        err = replace(r, o, path, bytes, tables, ret_held, ret_why);
    if (!err && !ret_held->count && r->fd >= 0 && !r->log)
        err = redo_number(r, ret_why);
    r->at = ret_held->end_at;
    r->count = ret_held->count;
    return err;
}

void redo_init(struct redo *r) {
    *r = (struct redo){.fd = -1, .record_size = RECORD_HEAD_SIZE};
}

void redo_fini(struct redo *r) {
    if (r->fd >= 0)
        close(r->fd);
    r->fd = -1;
    free(r->record);
    r->record = NULL;
}

// ---------------------------------------------------------------- the turn's record

// Makes room for `size` more bytes of the record; NULL: the record fits no log.
static unsigned char *record_grow(struct redo *r, size_t size) {
    uint64_t needed = record_blocks(r->record_size + size);
    if (r->record_lost || needed > r->file_bytes) {
        r->record_lost = true;
        return NULL;
    }
    if (needed > r->record_room) {
        size_t room = r->record_room ? r->record_room : RECORD_ROOM_FIRST;
        while (room < needed)
            room *= 2;
        unsigned char *record = realloc(r->record, room);
        r->record_lost = !record;
        if (!record)
            return NULL;
        r->record = record;
        r->record_room = room;
    }
    unsigned char *to = r->record + r->record_size;
    r->record_size += size;
    return to;
}

void redo_put(struct redo *r, enum table table, struct bytes key, struct bytes value) {
    unsigned char *to = record_grow(r, ops_put_size(key, value));
    if (to)
        ops_put(to, table, key, value);
}

void redo_del(struct redo *r, enum table table, struct bytes key) {
    unsigned char *to = record_grow(r, ops_del_size(key));
    if (to)
        ops_del(to, table, key);
}

void redo_forget(struct redo *r) {
    r->record_size = RECORD_HEAD_SIZE;
    r->record_lost = false;
}

static void record_seal(struct redo *r, uint64_t turn, int64_t at_ms) {
    unsigned char *head = r->record;
    memset(head, 0, RECORD_HEAD_SIZE);
    memcpy(head, record_magic, RECORD_MAGIC_SIZE);
    record_set(head, RECORD_EPOCH, r->epoch);
    record_set(head, RECORD_CHECKPOINT, r->checkpoint);
    record_set(head, RECORD_INDEX, r->count + 1);
    record_set(head, RECORD_TURN, turn);
    record_set(head, RECORD_TIME, (uint64_t)at_ms);
    record_set(head, RECORD_OPS_SIZE, r->record_size - RECORD_HEAD_SIZE);
    record_set(head, RECORD_SUM, record_sum(head, r->record_size, r->at));
}

static uint64_t mono_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

// After any error here the disk's content is unknown, and the kernel takes the pages for clean.
static int sync_log(struct redo *r, struct store_why *ret_why) {
    if (r->unsynced)
        return ERR_OK;
    uint64_t started_us = mono_us();
    if (fdatasync(r->fd) != 0)
        return fault_say(ret_why, ERR_IO, LOG_SYNC, bilingual_errno(errno));
    double took_us = (double)(mono_us() - started_us);
    r->sync_mean_us += (took_us - r->sync_mean_us) / (r->sync_count ? SYNC_MEAN_PART : 1);
    r->sync_us += (uint64_t)took_us;
    r->sync_count++;
    return ERR_OK;
}

int redo_write(struct redo *r, uint64_t turn, int64_t at_ms, struct store_why *ret_why) {
    uint64_t bytes = record_blocks(r->record_size);
    if (r->fd < 0 || !r->log || r->record_lost || r->record_size == RECORD_HEAD_SIZE ||
        r->at + bytes > r->file_bytes)
        return ERR_TOO_LARGE;
    record_seal(r, turn, at_ms);
    memset(r->record + r->record_size, 0, bytes - r->record_size);
    int err = write_all(r->fd, r->record, bytes, r->at);
    if (err == ERR_DISK_FULL)
        return ERR_TOO_LARGE; // the written part of the record is no record
    if (err)
        return fault_say(ret_why, ERR_IO, LOG_WRITE, bilingual_err(err));
    err = sync_log(r, ret_why);
    if (err)
        return err;
    r->at += bytes;
    r->count++;
    r->written_bytes += bytes;
    redo_forget(r);
    return ERR_OK;
}

int redo_replay(struct redo *r, struct tables *tables, struct store_why *ret_why) {
    struct held_turns turns = {.fd = r->fd,
                               .file_bytes = r->file_bytes,
                               .epoch = r->epoch,
                               .checkpoint = r->checkpoint,
                               .count = r->count};
    return held_replay(&turns, tables, ret_why);
}

void redo_restart(struct redo *r, uint64_t checkpoint) {
    r->checkpoint = checkpoint;
    r->count = 0;
    r->at = 0;
    redo_forget(r);
}
