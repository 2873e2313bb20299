// Reads a log back: each record is taken whole or not at all, since its sum covers its place.
#include "broker/store/redo/held.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "broker/store/folder/folder.h"
#include "broker/store/redo/ops.h"
#include "broker/store/redo/record.h"
#include "broker/store/report/fault.h"

#define WINDOW_BYTES (64u << 10) // the head of each block is looked at: many in a read

// A log being read, and the record read last.
struct reader {
    int fd;
    uint64_t file_bytes;
    uint64_t epoch;
    unsigned char *record;
    size_t room;
    unsigned char *window; // the bytes from window_at on
    uint64_t window_at;
    size_t window_size;
};

// Reads up to `size` bytes; *ret_size is less only where the file ends.
static int read_up_to(int fd, uint64_t at, unsigned char *to, size_t size, size_t *ret_size) {
    *ret_size = 0;
    while (*ret_size < size) {
        ssize_t got = pread(fd, to + *ret_size, size - *ret_size, (off_t)(at + *ret_size));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_of_errno(errno);
        if (!got)
            break;
        *ret_size += (size_t)got;
    }
    return ERR_OK;
}

static int window_move(struct reader *r, uint64_t at) {
    if (!r->window && !(r->window = malloc(WINDOW_BYTES)))
        return ERR_NO_MEMORY;
    r->window_at = at;
    return read_up_to(r->fd, at, r->window, WINDOW_BYTES, &r->window_size);
}

static bool is_in_window(const struct reader *r, uint64_t at, size_t size) {
    return at >= r->window_at && at + size <= r->window_at + r->window_size;
}

static int read_bytes(struct reader *r, uint64_t at, unsigned char *to, size_t size) {
    size_t got;
    int err = ERR_OK;
    if (size > WINDOW_BYTES) {
        err = read_up_to(r->fd, at, to, size, &got);
        return err || got == size ? err : ERR_NOT_FOUND;
    }
    if (!is_in_window(r, at, size))
        err = window_move(r, at);
    if (!err && !is_in_window(r, at, size))
        err = ERR_NOT_FOUND;
    if (!err)
        memcpy(to, r->window + (at - r->window_at), size);
    return err;
}

static int reader_room(struct reader *r, size_t size) {
    if (size <= r->room)
        return ERR_OK;
    unsigned char *record = realloc(r->record, size);
    if (!record)
        return ERR_NO_MEMORY;
    r->record = record;
    r->room = size;
    return ERR_OK;
}

static void reader_fini(struct reader *r) {
    free(r->record);
    free(r->window);
}

// Reads the record at byte `at` into r->record. ERR_NOT_FOUND: no whole record of this database is
// there.
static int reader_take(struct reader *r, uint64_t at) {
    int err =
        at + RECORD_HEAD_SIZE > r->file_bytes ? ERR_NOT_FOUND : reader_room(r, RECORD_HEAD_SIZE);
    if (!err)
        err = read_bytes(r, at, r->record, RECORD_HEAD_SIZE);
    if (err)
        return err;
    uint64_t ops_size = record_get(r->record, RECORD_OPS_SIZE);
    if (memcmp(r->record, record_magic, RECORD_MAGIC_SIZE) != 0 ||
        record_get(r->record, RECORD_EPOCH) != r->epoch ||
        ops_size > r->file_bytes - at - RECORD_HEAD_SIZE)
        return ERR_NOT_FOUND;
    err = reader_room(r, RECORD_HEAD_SIZE + ops_size);
    if (!err)
        err = read_bytes(r, at + RECORD_HEAD_SIZE, r->record + RECORD_HEAD_SIZE, ops_size);
    if (err)
        return err;
    bool sound =
        record_get(r->record, RECORD_SUM) == record_sum(r->record, RECORD_HEAD_SIZE + ops_size, at);
    return sound ? ERR_OK : ERR_NOT_FOUND;
}

// Whether the record read last is later than the first `count` records after the checkpoint.
static bool is_later(const struct reader *r, uint64_t checkpoint, uint64_t count) {
    uint64_t its = record_get(r->record, RECORD_CHECKPOINT);
    return its > checkpoint || (its == checkpoint && record_get(r->record, RECORD_INDEX) > count);
}

static bool is_next(const struct reader *r, uint64_t checkpoint, uint64_t count) {
    return record_get(r->record, RECORD_CHECKPOINT) == checkpoint &&
           record_get(r->record, RECORD_INDEX) == count + 1;
}

// No later record may follow the end of the log.
static int look_for_later(struct reader *r, uint64_t checkpoint, struct redo_held *held) {
    for (uint64_t at = held->end_at; at < r->file_bytes; at += REDO_BLOCK_BYTES) {
        int err = reader_take(r, at);
        if (!err && is_later(r, checkpoint, held->count)) {
            held->later_turn = record_get(r->record, RECORD_TURN);
            held->later_lap = record_get(r->record, RECORD_CHECKPOINT) > checkpoint;
            return ERR_CORRUPT;
        }
        if (err && err != ERR_NOT_FOUND)
            return err;
    }
    return ERR_OK;
}

static int reader_walk(struct reader *r, const struct store_report *tables, struct redo_held *ret,
                       struct store_why *ret_why) {
    int err;
    while (!(err = reader_take(r, ret->end_at)) && is_next(r, tables->checkpoint, ret->count)) {
        ret->count++;
        ret->end_at += record_blocks(RECORD_HEAD_SIZE + record_get(r->record, RECORD_OPS_SIZE));
        ret->turn = record_get(r->record, RECORD_TURN);
        ret->at_ms = (int64_t)record_get(r->record, RECORD_TIME);
    }
    if (err && err != ERR_NOT_FOUND)
        return fault_say(ret_why, err, AT_BYTE, NUMBER(ret->end_at), bilingual_err(err));
    return look_for_later(r, tables->checkpoint, ret);
}

struct redo_held held_nothing(const struct store_report *tables) {
    return (struct redo_held){.turn = tables->meta.turn, .at_ms = tables->meta.at_ms};
}

// Bytes of the file's whole blocks, without the foot's block if there is a foot.
static uint64_t records_room(uint64_t file_bytes, struct foot foot) {
    uint64_t bytes = file_bytes / REDO_BLOCK_BYTES * REDO_BLOCK_BYTES;
    return foot.epoch ? bytes - REDO_BLOCK_BYTES : bytes;
}

int held_walk(int fd, const struct store_report *tables, struct redo_held *ret_held,
              uint64_t *ret_bytes, struct store_why *ret_why) {
    struct stat st;
    *ret_bytes = 0;
    if (fstat(fd, &st) != 0)
        return err_of_errno(errno);
    uint64_t file_bytes = (uint64_t)st.st_size;
    ret_held->there = true;
    ret_held->kept = st.st_nlink > 1;
    if (file_bytes >= REDO_BLOCK_BYTES && file_bytes % REDO_BLOCK_BYTES == 0)
        ret_held->foot = foot_read(fd, file_bytes - REDO_BLOCK_BYTES);
    *ret_bytes = records_room(file_bytes, ret_held->foot);
    struct reader r = {.fd = fd, .file_bytes = *ret_bytes, .epoch = tables->meta.epoch};
    int err = reader_walk(&r, tables, ret_held, ret_why);
    reader_fini(&r);
    return err;
}

int held_look(const char *path, const struct store_report *tables, struct redo_held *ret_held,
              struct store_why *ret_why) {
    uint64_t bytes;
    *ret_held = held_nothing(tables);
    int fd, err = folder_open_file(path, O_RDONLY, &fd, ret_why);
    if (err)
        return err == ERR_NOT_FOUND ? fault_clear(ret_why) : err;
    err = held_walk(fd, tables, ret_held, &bytes, ret_why);
    close(fd);
    return err;
}

int held_replay(const struct held_turns *turns, struct tables *tables, struct store_why *ret_why) {
    struct reader reader = {
        .fd = turns->fd, .file_bytes = turns->file_bytes, .epoch = turns->epoch};
    uint64_t at = 0;
    int err = ERR_OK;
    for (uint64_t count = 0; count < turns->count && !err; count++) {
        err = reader_take(&reader, at);
        if (!err && !is_next(&reader, turns->checkpoint, count))
            err = ERR_NOT_FOUND;
        if (err)
            break;
        uint64_t ops_size = record_get(reader.record, RECORD_OPS_SIZE);
        err = ops_apply((struct bytes){reader.record + RECORD_HEAD_SIZE, ops_size}, tables);
        at += record_blocks(RECORD_HEAD_SIZE + ops_size);
    }
    reader_fini(&reader);
    if (err == ERR_NOT_FOUND)
        err = ERR_CORRUPT;
    return err ? fault_say(ret_why, err, AT_BYTE, NUMBER(at), bilingual_err(err)) : ERR_OK;
}

int held_bring(const char *path, const struct store_report *report, const struct redo_held *held,
               struct tables *tables, struct store_why *ret_why) {
    struct held_turns turns = {.file_bytes = held->end_at,
                               .epoch = report->meta.epoch,
                               .checkpoint = report->checkpoint,
                               .count = held->count};
    if (!held->count)
        return ERR_OK;
    int err = folder_open_file(path, O_RDONLY, &turns.fd, ret_why);
    if (err)
        return err;
    err = held_replay(&turns, tables, ret_why);
    close(turns.fd);
    return err;
}
