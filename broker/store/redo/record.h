// record.h - one turn in the redo log, as it lies in the file.
//
//     record   0 magic 8 | 8 sum 8 | 16 epoch 8 | 24 checkpoint 8 | 32 index 8 | 40 turn 8 |
//              48 time 8 | 56 size of ops 8 | 64 ops (ops.h) | zeros up to the next block
//
// Numbers are big-endian. Sum: XXH3 64 of all bytes from 16 to the end of the ops, seeded with the
// record's place in the file. Records begin at block 0 after each checkpoint and follow each other:
// `checkpoint` is the number of the tables' commit that they come after, `index` counts from 1. So
// a record of an earlier lap is told by its checkpoint, a record of another database by its epoch.
// To change this: a new STORE_FORMAT.
#ifndef HALLQ_STORE_RECORD_H
#define HALLQ_STORE_RECORD_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// A record never shares a block with another: a drive that rewrites 4 KiB for a smaller write could
// harm the neighbour.
#define REDO_BLOCK_BYTES 4096u
#define RECORD_HEAD_SIZE 64

// The magic is in no text that a customer or clerk may send: F8 and FF are in no UTF-8.
#define RECORD_MAGIC_SIZE 8
extern const unsigned char record_magic[RECORD_MAGIC_SIZE];

enum record_field {
    RECORD_SUM = 8,
    RECORD_EPOCH = 16,
    RECORD_CHECKPOINT = 24,
    RECORD_INDEX = 32,
    RECORD_TURN = 40,
    RECORD_TIME = 48,
    RECORD_OPS_SIZE = 56,
};

static inline uint64_t record_get(const unsigned char *record, enum record_field field) {
    uint64_t value;
    memcpy(&value, record + field, sizeof value);
    return be64toh(value);
}

static inline void record_set(unsigned char *record, enum record_field field, uint64_t value) {
    value = htobe64(value);
    memcpy(record + field, &value, sizeof value);
}

// record_blocks: `bytes` rounded up to whole blocks.
static inline uint64_t record_blocks(uint64_t bytes) {
    return (bytes + REDO_BLOCK_BYTES - 1) / REDO_BLOCK_BYTES * REDO_BLOCK_BYTES;
}

// record_sum: the sum of a record of `size` bytes, head and ops, which lies at byte `at` of the
// file.
uint64_t record_sum(const unsigned char *record, size_t size, uint64_t at);

#endif
